package org.athanor.conformance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A copy of a plugin's jar that differs from it in what is named, and in nothing else: another version of the same
 * code, for tests that exchange it. Immutable.
 */
public final class PluginJar {

    private static final String VERSION = "Bundle-Version";

    private final Manifest manifest;
    private final SortedMap<String, byte[]> entries;

    private PluginJar(Manifest manifest, SortedMap<String, byte[]> entries) {
        this.manifest = manifest;
        this.entries = entries;
    }

    /**
     * Reads a jar file.
     *
     * @throws IOException when it cannot be read, or has no manifest
     */
    public static PluginJar of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in);
        }
    }

    /**
     * Reads a jar to its end. A signature, which a changed copy would break, is left out.
     *
     * @throws IOException when it cannot be read, or has no manifest
     */
    public static PluginJar of(InputStream jar) throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        ZipInputStream zip = new ZipInputStream(jar);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (!entry.isDirectory() && !entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)")) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        byte[] manifest = entries.remove(JarFile.MANIFEST_NAME);
        if (manifest == null) {
            throw new IOException("the jar has no manifest");
        }
        Manifest read = new Manifest(new ByteArrayInputStream(manifest));
        read.getEntries().clear();
        return new PluginJar(read, entries);
    }

    /** Returns the same jar under another version. */
    public PluginJar version(String version) {
        return header(VERSION, before -> version);
    }

    /** Returns the same jar with another main header; {@code change} gets what it is, empty when there is none. */
    public PluginJar header(String name, UnaryOperator<String> change) {
        Manifest changed = new Manifest(manifest);
        String before = manifest.getMainAttributes().getValue(name);
        changed.getMainAttributes().put(new Attributes.Name(name), change.apply(before == null ? "" : before));
        return new PluginJar(changed, entries);
    }

    /** Returns the same jar with a file added or replaced. */
    public PluginJar with(String path, byte[] content) {
        SortedMap<String, byte[]> changed = new TreeMap<>(entries);
        changed.put(path, content.clone());
        return new PluginJar(manifest, changed);
    }

    /** Returns the same jar with the text changed of every file below a path, or of the one file there. */
    public PluginJar editing(String path, UnaryOperator<String> change) {
        SortedMap<String, byte[]> changed = new TreeMap<>(entries);
        changed.replaceAll((name, content) -> name.startsWith(path)
                ? change.apply(new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8) : content);
        return new PluginJar(manifest, changed);
    }

    /**
     * Writes the jar into a folder, under its symbolic name and version, in one step: a folder that is watched never
     * shows half of it. The same content gives the same bytes.
     *
     * @return the file
     */
    public Path in(Path folder) throws IOException {
        Attributes headers = manifest.getMainAttributes();
        Files.createDirectories(folder);
        Path file = folder.resolve(headers.getValue("Bundle-SymbolicName").replaceAll(";.*", "").strip() + "-"
                + headers.getValue(VERSION) + ".jar");
        Path temporary = Files.createTempFile(folder, "plugin", ".part");
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        manifest.write(head);
        try (OutputStream out = Files.newOutputStream(temporary); JarOutputStream jar = new JarOutputStream(out)) {
            write(jar, JarFile.MANIFEST_NAME, head.toByteArray());
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                write(jar, entry.getKey(), entry.getValue());
            }
        }
        return Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(JarOutputStream jar, String path, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(path);
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
