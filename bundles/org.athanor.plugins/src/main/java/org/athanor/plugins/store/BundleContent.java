package org.athanor.plugins.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** Gets hold of the jar of a bundle that is installed, so that the bundle can come back after it was replaced. */
public final class BundleContent {

    private static final String REFERENCE = "reference:";

    private BundleContent() {
    }

    /**
     * Reads the jar at the bundle's location. When it is not there, or is not the bundle's (as after an update from
     * another place), a jar with the same entries is made from the bundle itself.
     */
    public static byte[] read(Bundle bundle) throws IOException {
        String location = bundle.getLocation();
        String url = location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location;
        if (url.startsWith("file:")) {
            try (InputStream in = URI.create(url).toURL().openStream()) {
                byte[] content = in.readAllBytes();
                if (belongsTo(bundle, content)) {
                    return content;
                }
            } catch (IOException | IllegalArgumentException e) {
                return rebuilt(bundle);
            }
        }
        return rebuilt(bundle);
    }

    /** Answers whether a jar is the bundle's, as far as its name and version tell. */
    public static boolean belongsTo(Bundle bundle, byte[] content) throws IOException {
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(content))) {
            if (jar.getManifest() == null) {
                return false;
            }
            Attributes headers = jar.getManifest().getMainAttributes();
            String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
            return name != null && name.replaceFirst(";.*", "").strip().equals(bundle.getSymbolicName())
                    && Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION)).equals(bundle.getVersion());
        }
    }

    private static byte[] rebuilt(Bundle bundle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            List<String> paths = new ArrayList<>(List.of(JarFile.MANIFEST_NAME));
            collect(bundle, "/", paths);
            for (String path : paths.stream().distinct().toList()) {
                URL entry = bundle.getEntry(path);
                if (entry != null) {
                    JarEntry zip = new JarEntry(path);
                    // The same entries must give the same bytes, and so the same hash.
                    zip.setTime(0);
                    jar.putNextEntry(zip);
                    try (InputStream in = entry.openStream()) {
                        in.transferTo(jar);
                    }
                    jar.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void collect(Bundle bundle, String folder, List<String> paths) {
        Enumeration<String> entries = bundle.getEntryPaths(folder);
        for (String path : entries == null ? List.<String>of() : new TreeSet<>(Collections.list(entries))) {
            if (path.endsWith("/")) {
                collect(bundle, path, paths);
            } else {
                paths.add(path);
            }
        }
    }
}
