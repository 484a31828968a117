package org.athanor.itests.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.athanor.conformance.PluginJar;

/** The jars that are examined. */
final class Jars {

    static final Path DISTRIBUTION = Path.of(System.getProperty("athanor.distribution")).toAbsolutePath().normalize();

    private Jars() {
    }

    /** Returns all bundles of the distribution that declare a plugin, the one that takes longest first. */
    static List<Path> plugins() {
        try (Stream<Path> files = Files.walk(DISTRIBUTION.resolve("repo"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).filter(Jars::declaresAPlugin)
                    .sorted(Comparator.comparingLong(Jars::size).reversed().thenComparing(jar -> jar)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean declaresAPlugin(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            String capabilities = jar.getManifest().getMainAttributes().getValue("Provide-Capability");
            return capabilities != null && capabilities.matches("(.*,)?\\s*athanor\\.plugin\\s*;.*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the sections with which a plugin works, as its jar carries them; empty when its defaults work. */
    static String example(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            ZipEntry entry = jar.getEntry("META-INF/athanor/example.yaml");
            return entry == null ? "" : new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the logger that breaks a rule. */
    static PluginJar misbehaving(String rule) throws IOException {
        return PluginJar.of(Path.of(System.getProperty("athanor.misbehaving"))).header("Misbehaviour", none -> rule);
    }
}
