package org.athanor.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for those who bring kinds of plugin and of work shows code that the build builds and a test examines. */
final class AKindOfYourOwnIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path PROJECT = ROOT.resolve("runtime/examples/plugins/answer-desk");
    private static final Pattern CODE = Pattern.compile("(?ms)^```(?:yaml|java)\n(.*?)^```$");

    @Test
    void showsWhatStandsInTheProject() throws IOException {
        List<String> files;
        try (Stream<Path> all = Files.walk(PROJECT)) {
            files = all.filter(file -> file.toString().matches(".*\\.(java|yaml)")).map(AKindOfYourOwnIT::text)
                    .toList();
        }
        List<String> shown = CODE.matcher(Files.readString(ROOT.resolve("docs/a-kind-of-your-own.md"))).results()
                .map(block -> block.group(1)).toList();

        assertThat(shown).hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(files).anyMatch(file -> file.contains(block)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
