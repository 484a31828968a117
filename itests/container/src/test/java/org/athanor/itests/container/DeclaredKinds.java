package org.athanor.itests.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kinds of plugin that the bundles of the distribution bring, for whoever asks before there is a container. */
final class DeclaredKinds {

    private static final Pattern KIND = Pattern.compile("athanor\\.kind;(?:[^,\"]|\"[^\"]*\")*?\\bword=\"?([\\w-]+)");

    private DeclaredKinds() {
    }

    /** Returns their words. */
    static List<String> words() {
        Path bundles = Path.of(System.getProperty("athanor.distribution")).resolve("repo/org/athanor");
        try (Stream<Path> files = Files.walk(bundles)) {
            return files.filter(file -> file.toString().endsWith(".jar")).flatMap(DeclaredKinds::words).sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> words(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            String capabilities = jar.getManifest().getMainAttributes().getValue("Provide-Capability");
            return capabilities == null ? Stream.of()
                    : KIND.matcher(capabilities).results().map(found -> found.group(1)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
