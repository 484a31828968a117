package org.athanor.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.athanor.distribution.Athanor.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page for those who write plugins says what is true. */
final class WritingAPluginIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path PROJECT = ROOT.resolve("runtime/examples/plugins/best-loss");
    private static final Pattern CODE = Pattern.compile("(?ms)^```(?:xml|java)\n(.*?)^```$");

    @TempDir
    Path folder;

    @Test
    void showsTheFilesOfTheProjectThatTheBuildBuilds() throws Exception {
        List<String> shown = CODE.matcher(Files.readString(ROOT.resolve("docs/writing-a-plugin.md"))).results()
                .map(block -> block.group(1)).toList();
        Path sources = PROJECT.resolve("src/main/java/com/example/bestloss");

        assertThat(shown).startsWith(Files.readString(PROJECT.resolve("pom.xml")),
                Files.readString(sources.resolve("BestLossConfig.java")),
                Files.readString(sources.resolve("BestLossLogger.java")));
        String peers = Files.readString(ROOT.resolve("runtime/examples/plugins/answer-desk/polite/src/main/java/com/"
                + "example/answers/polite/PoliteAnswerer.java"));
        assertThat(shown).hasSize(4).last().satisfies(block -> assertThat(peers).contains(block));
    }

    @Test
    void thePluginPassesTheKit() throws Exception {
        Path jar = PROJECT.resolve("target/com.example.bestloss-1.0.0.jar");

        Ended ended = Athanor.in(folder.resolve("home")).run("verify", "--swaps", "3", jar.toString());

        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).contains("hands bestloss.lowest version 1 over");
    }
}
