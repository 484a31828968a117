package org.athanor.itests.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.athanor.conformance.PluginJar;

/** Copies of installed bundles with another version. */
final class NextVersion {

    private NextVersion() {
    }

    /** Copies the bundle at a location; only the version differs. */
    static Path of(String location, String version, Path folder) {
        try (InputStream original = URI.create(location).toURL().openStream()) {
            return PluginJar.of(original).version(version).in(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
