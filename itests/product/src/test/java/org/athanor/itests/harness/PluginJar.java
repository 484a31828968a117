package org.athanor.itests.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A copy of a plugin's jar that differs from it in what the test names, and in nothing else. */
public final class PluginJar {

    private static final String VERSION = "Bundle-Version";
    private static final String CAPABILITIES = "Provide-Capability";

    private final Manifest manifest;
    private final Map<String, byte[]> entries = new TreeMap<>();

    private PluginJar(Path original) {
        try (JarFile jar = new JarFile(original.toFile())) {
            manifest = new Manifest(jar.getManifest());
            for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements();) {
                JarEntry entry = all.nextElement();
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    entries.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a bundle of the distribution. */
    public static PluginJar of(String symbolicName) {
        return new PluginJar(Distribution.bundle(symbolicName));
    }

    /**
     * Copies the patcher {@code chunkedloss} that fails: at its {@code activation, health} or {@code first-call}, or
     * by a loss that is {@code off-by 1e-4}.
     */
    public static PluginJar failingAt(String moment) {
        return new PluginJar(Distribution.faultyPatcher()).header("Example-Fault", value -> moment);
    }

    /** Gives it another version. */
    public PluginJar version(String version) {
        return header(VERSION, value -> version);
    }

    /** Lets it need a package. */
    public PluginJar importing(String packageName) {
        return header("Import-Package", value -> value + "," + packageName);
    }

    /** Takes the declarations of its plugins away. */
    public PluginJar withoutCapability() {
        return header(CAPABILITIES, value -> value.replace("athanor.plugin;", "some.other;"));
    }

    /** Adds an attribute to the declaration of its plugin, for example {@code requires:List<String>=x}. */
    public PluginJar declaring(String attribute) {
        return header(CAPABILITIES, value -> value.replace("athanor.plugin;", "athanor.plugin;" + attribute + ";"));
    }

    /** Adds a file. */
    public PluginJar with(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** Replaces words in the descriptions of its components and their settings, for example a default. */
    public PluginJar describing(String words, String others) {
        entries.replaceAll((name, content) -> name.startsWith("OSGI-INF/")
                ? new String(content, StandardCharsets.UTF_8).replace(words, others).getBytes(StandardCharsets.UTF_8)
                : content);
        return this;
    }

    /** Changes a text file. */
    public PluginJar editing(String name, UnaryOperator<String> change) {
        entries.computeIfPresent(name, (same, content) -> change.apply(
                new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /**
     * Lets a class {@code Faulty} do the work of its component. It is in the package of the original, has a
     * constructor with the same parameters, and may call the original.
     */
    public PluginJar implementedBy(String source) {
        Compiled faulty = Compiled.of("Faulty", source);
        entries.putAll(faulty.classes());
        String implementation = "<implementation class=\"" + faulty.packageName() + ".";
        entries.replaceAll((name, content) -> name.startsWith("OSGI-INF/")
                ? new String(content, StandardCharsets.UTF_8).replaceAll(implementation + "\\w+", implementation
                        + "Faulty").getBytes(StandardCharsets.UTF_8)
                : content);
        return this;
    }

    private PluginJar header(String name, UnaryOperator<String> change) {
        Attributes headers = manifest.getMainAttributes();
        headers.putValue(name, change.apply(headers.getValue(name)));
        return this;
    }

    /** Writes the jar; its file carries its version. */
    public Path in(Path folder) {
        Attributes headers = manifest.getMainAttributes();
        return in(folder, headers.getValue("Bundle-SymbolicName") + "-" + headers.getValue(VERSION) + ".jar");
    }

    /** Writes the jar under a name, in one step: a folder that is watched never shows half of it. */
    public Path in(Path folder, String name) {
        try {
            Path temporary = Files.createTempFile("plugin", ".part");
            try (OutputStream file = Files.newOutputStream(temporary);
                    JarOutputStream jar = new JarOutputStream(file)) {
                ByteArrayOutputStream head = new ByteArrayOutputStream();
                manifest.write(head);
                add(jar, JarFile.MANIFEST_NAME, head.toByteArray());
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    add(jar, entry.getKey(), entry.getValue());
                }
            }
            Files.createDirectories(folder);
            return Files.move(temporary, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
