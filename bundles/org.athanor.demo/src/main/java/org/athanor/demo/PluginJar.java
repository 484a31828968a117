package org.athanor.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A plugin's jar, of which variants are made by changing headers of its manifest.
 *
 * @param manifest its manifest
 * @param entries all other files by path
 */
record PluginJar(Manifest manifest, SortedMap<String, byte[]> entries) {

    /** Reads the jar of an installed bundle, wherever it came from. */
    static PluginJar of(Bundle bundle) throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        Enumeration<URL> urls = bundle.findEntries("/", "*", true);
        for (URL url : Collections.list(urls)) {
            String path = url.getPath().substring(1);
            if (!path.endsWith("/")) {
                try (InputStream in = url.openStream()) {
                    entries.put(path, in.readAllBytes());
                }
            }
        }
        return of(entries);
    }

    /** Reads a jar file. */
    static PluginJar of(Path file) throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        return of(entries);
    }

    private static PluginJar of(SortedMap<String, byte[]> entries) throws IOException {
        byte[] manifest = entries.remove(JarFile.MANIFEST_NAME);
        if (manifest == null) {
            throw new IOException("the jar has no manifest");
        }
        return new PluginJar(new Manifest(new ByteArrayInputStream(manifest)), entries);
    }

    /** Returns the version that comes after {@code version}. */
    static Version after(Version version) {
        return new Version(version.getMajor(), version.getMinor(), version.getMicro() + 1);
    }

    /** Returns the same jar under another version. */
    PluginJar version(Version version) {
        return header(Constants.BUNDLE_VERSION, version.toString());
    }

    /** Returns the same jar with one more import. */
    PluginJar importing(String packageName) {
        String imports = manifest.getMainAttributes().getValue(Constants.IMPORT_PACKAGE);
        return header(Constants.IMPORT_PACKAGE, imports == null ? packageName : packageName + "," + imports);
    }

    private PluginJar header(String name, String value) {
        Manifest changed = new Manifest(manifest);
        changed.getMainAttributes().put(new Attributes.Name(name), value);
        return new PluginJar(changed, entries);
    }

    /** Writes the jar. The same content gives the same bytes. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(entry(JarFile.MANIFEST_NAME));
            manifest.write(jar);
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                jar.putNextEntry(entry(each.getKey()));
                jar.write(each.getValue());
            }
        }
    }

    private static JarEntry entry(String path) {
        JarEntry entry = new JarEntry(path);
        entry.setTime(0);
        return entry;
    }
}
