package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which users and their scripts call the product. */
class CommandLineIT {

    @TempDir
    private Path folder;

    @Test
    void aRunInJsonPrintsItsReportAndNothingElseOnStandardOutput() throws InterruptedException {
        Home home = Home.in(folder);
        Answer answer = Product.execute(home, "run", "run.yaml", "--id", "json", "--json", "--set",
                "trainer.max_steps=20").ok();
        assertThat(answer.out().lines()).hasSize(1);
        assertThat(Report.parse(answer.out())).isEqualTo(home.run("json").report());
        assertThat(answer.err()).contains("completed after");
    }

    @Test
    void aScriptTrainsWithoutARunCommand() throws InterruptedException {
        Home home = Home.in(folder);
        home.write("script.gosh", """
                train:start run.yaml --id scripted
                plugin:list | grep lora
                train:set trainer.max_steps 1500
                train:watch scripted
                """);
        assertThat(Product.execute(home, "exec", "-f", "script.gosh").ok().out()).contains("patcher:lora");
        assertThat(home.run("scripted").report().status()).isEqualTo("completed");
    }

    @Test
    void aScriptEndsAtItsFirstFailureWithItsCode() throws InterruptedException {
        Home home = Home.in(folder);
        Answer answer = Product.execute(home, "exec", "plugin:info none; plugin:list");
        assertThat(answer.refusal(2)).contains("none");
        assertThat(answer.out()).isEmpty();
    }

    @Test
    void anotherTerminalReachesARunThroughTheScript() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "reached")) {
            assertThat(Product.execute(home, "attach", "train:status").ok().out()).startsWith("reached: running");
            Product.execute(home, "attach", "train:nothing").refusal(2);
            Product.execute(home, "attach", "train:stop").ok();
            assertThat(product.await().code()).isEqualTo(130);
        }
        assertThat(home.run("reached").report().status()).isEqualTo("stopped");
    }

    @Test
    void aSecondContainerInOneHomeIsRefusedAndTheFirstGoesOn() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "first")) {
            assertThat(Product.execute(home, "run", "run.yaml", "--id", "second").refusal(1))
                    .contains("in use by process " + product.pid(), "attach", "--home");
            product.advances();
        }
    }
}
