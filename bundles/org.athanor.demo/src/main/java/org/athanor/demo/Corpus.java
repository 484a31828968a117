package org.athanor.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.osgi.framework.Bundle;

/**
 * The text that the demo trains on.
 *
 * @param path a file or a folder, absolute
 * @param description what it is, for a person
 */
record Corpus(Path path, String description) {

    /** Takes a file or a folder of the user's. */
    static Corpus at(Path given) {
        Path path = given.toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "there is no such file or folder",
                    path.toString(), "give --path a text, or leave it out"));
        }
        return new Corpus(path, path.toString());
    }

    /** Writes the sources that {@code bundle} carries into {@code file}, one after the other. */
    static Corpus ofSources(Bundle bundle, Path file) {
        List<URL> sources = Collections.list(bundle.findEntries("sources", "*.java", true));
        sources.sort(Comparator.comparing(URL::getPath));
        try {
            Files.createDirectories(file.getParent());
            StringBuilder text = new StringBuilder();
            for (URL source : sources) {
                try (InputStream in = source.openStream()) {
                    text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            // One byte per level of indentation instead of four: the model's short context reaches further.
            Files.writeString(file, text.toString().replace("    ", "\t"));
            return new Corpus(file, String.format(Locale.ROOT, "the sources of Athanor: %,d files, %,d kB",
                    sources.size(), Files.size(file) / 1000));
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the text cannot be written", e).at(file.toString()));
        }
    }
}
