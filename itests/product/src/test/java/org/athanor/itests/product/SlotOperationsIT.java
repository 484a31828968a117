package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Run;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots of a running session are filled, changed and emptied by commands. */
class SlotOperationsIT {

    @TempDir
    private Path folder;

    private Path octets() {
        return PluginCopy.of("org.athanor.tokenizer.byte").named("octets").in(folder);
    }

    /** Each is used, taken back, and used again. */
    private static void changes(Product product, String slot, String use) throws InterruptedException {
        product.attach("plugin:use " + slot + " " + use).ok();
        product.advances();
        product.attach("plugin:rollback --slot " + slot).ok();
        product.advances();
        product.attach("plugin:use " + slot + " " + use).ok();
        product.advances();
    }

    /** The step after which a run was changed last. */
    private static long last(Run run) {
        return run.ledger("exchanged").stream().mapToLong(line -> line.getJsonNumber("step").longValue()).max()
                .orElseThrow();
    }

    @Test
    void whatComputesTheSameLeavesTheBitsOfAnUntouchedRun() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "first")) {
            product.attach("plugin:install " + octets()).ok();
            product.attach("plugin:use --must-agree tokenizer octets lora lora alpha=4").ok();
            product.advances();
            changes(product, "storage", "memory");
            product.attach("plugin:use storage file").ok();
            product.attach("plugin:add jsonl --as diary path=diary.jsonl").ok();
            product.advances();
            product.kill();
        }
        long steps;
        try (Product product = Product.start(home, "run", "--resume", "first")) {
            product.reaches(last(home.run("first")) + Home.TICK);
            assertThat(product.attach("plugin:list").ok().out()).containsPattern("tokenizer:octets .* first");
            product.attach("plugin:rollback --slot tokenizer").ok();
            product.attach("plugin:remove diary").ok();
            steps = product.finish();
        }
        Report report = home.run("first").report();
        assertThat(report.sha256()).isEqualTo(Untouched.run(steps).sha256());
        assertThat(home.run("first").metrics()).isEqualTo(Untouched.run(steps).metrics());
        assertThat(report.failedCalls()).isZero();
        assertThat(folder.resolve("diary.jsonl")).isNotEmptyFile();
    }

    @Test
    void whatComputesSomethingElseIsMadeAgainAfterAKillAndInAReplay() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "first", "--set", "checkpoint.every=1000000")) {
            // The only one before the end: what comes after it is to be made again.
            product.attach("train:checkpoint").ok();
            changes(product, "optimizer", "adamw beta2=0.9");
            assertThat(product.attach("plugin:use --must-agree lora lora alpha=8").refusal(1)).contains("shadow:");
            changes(product, "lora", "lora alpha=8");
            product.attach("plugin:use optimizer adamw beta2=0.95 lora lora alpha=16").ok();
            product.kill();
        }
        try (Product product = Product.start(home, "run", "--resume", "first")) {
            product.reaches(last(home.run("first")) + Home.TICK);
            product.attach("plugin:remove lora").ok();
            product.attach("plugin:add lora --as style r=2 target_modules=all-linear").ok();
            product.advances();
            product.kill();
        }
        try (Product product = Product.start(home, "run", "--resume", "first")) {
            // Cut off again before it has come to where it was.
            product.prints(line -> line.contains("resumed at step"), "that it goes on");
            product.kill();
        }
        long last = last(home.run("first"));
        try (Product product = Product.start(home, "run", "--resume", "first")) {
            product.reaches(last + Home.TICK);
            assertThat(product.attach("plugin:list").ok().out()).containsPattern("patcher:lora .* first");
            product.finish();
        }
        Run first = home.run("first");
        assertThat(first.ledger("resumed")).hasSize(3);
        assertThat(first.report().swaps()).allMatch(swap -> !swap.outcome().equals("rolled_back"))
                .anyMatch(swap -> swap.reason().startsWith("it computes something else: "))
                .anyMatch(swap -> swap.reason().startsWith("made again"));
        assertThat(first.ledger("exchanged").stream().filter(line -> line.getString("outcome").equals("refused")))
                .hasSize(1);
        assertThat(Product.execute(home, "replay", "first").ok().out()).contains("parameters sha256  equal:");
    }

    @Test
    void whatFailsInItsProbationIsTakenBackWithItsSettings() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "first")) {
            product.attach("plugin:install " + PluginCopy.failingAt("first-call").named("broken").in(folder)).ok();
            product.attach("plugin:install " + PluginCopy.failingAt("health").named("sick").in(folder)).ok();
            assertThat(product.attach("plugin:add sick").refusal(1)).contains("session first, patcher:sick");
            assertThat(product.attach("plugin:use chunkedloss broken chunckedloss broken").refusal(2))
                    .contains("no session has the slot 'chunckedloss'", "did you mean 'chunkedloss'?");
            assertThat(product.attach("plugin:use --shadow 0 chunkedloss broken optimizer adamw beta2=0.5").refusal(1))
                    .contains("rolled back");
            product.advances();
            product.finish();
        }
        Report report = home.run("first").report();
        assertThat(report.outcomes()).isEqualTo(List.of("refused", "rolled_back", "rolled_back"));
        assertThat(report.sha256()).isEqualTo(Untouched.run(report.steps()).sha256());
    }
}
