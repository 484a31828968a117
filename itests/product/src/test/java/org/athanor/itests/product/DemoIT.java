package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command that a user tries. */
class DemoIT {

    private static final String STEPS = "200";

    @TempDir
    private Path folder;

    @Test
    void comesToTheSameBitsWithAndWithoutExchangesAlsoAfterADemoThatWasKilled() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product killed = Product.start(home, "demo", "--steps", STEPS)) {
            killed.prints(line -> line.contains("patcher:chunkedloss 0.1.0 -> 0.1.1 committed"), "the second exchange");
        }
        Answer demo = Product.execute(home, "demo", "--steps", STEPS).ok();
        assertThat(demo.out()).contains("tokenizer:byte 0.1.0 -> 0.1.1 committed", "parameters sha256 equal:",
                "All as it should be").doesNotContain("\033", "warning");
        assertThat(demo.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));

        Run swapped = home.run("demo-swapped-2");
        Run untouched = home.run("demo-untouched-2");
        assertThat(swapped.report().outcomes()).isEqualTo(
                List.of("committed", "committed", "committed", "committed", "refused", "rolled_back"));
        assertThat(swapped.report().sha256()).isEqualTo(untouched.report().sha256());
        assertThat(swapped.metrics()).isEqualTo(untouched.metrics());
        assertThat(untouched.report()).extracting(Report::status, Report::steps, Report::outcomes)
                .containsExactly("completed", 200L, List.of());
        assertThat(Product.execute(home, "exec", "plugin:list").ok().out()).contains("0.1.0")
                .doesNotContain("0.1.1", "0.1.2");
    }

    @Test
    void trainsOnATextOfTheUsers() throws InterruptedException {
        Home home = Home.in(folder);
        Answer demo = Product.execute(home, "demo", "--steps", STEPS, "--path", "text.txt").ok();
        assertThat(demo.out()).contains("text   " + folder.resolve("text.txt"), "All as it should be");
    }

    @Test
    void refusesAPathWithoutATextAndTooFewSteps() throws InterruptedException {
        Home home = Home.in(folder);
        assertThat(Product.execute(home, "demo", "--path", "none").refusal(2)).contains("none");
        assertThat(Product.execute(home, "demo", "--steps", "3").refusal(2)).contains("at least 200");
    }
}
