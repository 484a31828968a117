package org.athanor.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The assembled folder that the tests are about; system property {@code athanor.distribution}. */
public final class Distribution {

    private static final Path FOLDER = Path.of(System.getProperty("athanor.distribution")).toAbsolutePath().normalize();

    private Distribution() {
    }

    /** Returns the script that users call. */
    public static Path script() {
        return FOLDER.resolve("athanor");
    }

    /** Returns the jar of one of our bundles. */
    public static Path bundle(String symbolicName) {
        return bundles().stream().filter(jar -> jar.getName(jar.getNameCount() - 3).endsWith(symbolicName)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no bundle " + symbolicName + " in " + FOLDER));
    }

    /** Returns the jars of all our bundles. */
    public static List<Path> bundles() {
        try (Stream<Path> files = Files.walk(FOLDER.resolve("repo/org/athanor"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the jars on the class path of the launcher that are ours. */
    public static List<Path> launcher() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("lib"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("athanor-")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the jar of the patcher that fails on purpose. */
    public static Path faultyPatcher() {
        return FOLDER.resolve("examples/plugins/faulty-patcher.jar");
    }
}
