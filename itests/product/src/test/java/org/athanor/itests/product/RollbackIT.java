package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Report.Swap;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that is no good costs a run nothing, and is refused or taken back with its reason in one line. */
class RollbackIT {

    private static final String PATCHER = "org.athanor.patcher.chunkedloss";

    @TempDir
    private Path folder;

    @Test
    void aVersionWhoseFirstCallThrowsIsFoundInTheShadowOrTakenBackAndTheRunStaysTheSame() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "rolled")) {
            PluginCopy jar = PluginCopy.failingAt("first-call");
            assertThat(upgrade(product, jar)).contains("failed in the shadow", "this example fails at its first call")
                    .doesNotContain("rolled back");
            assertThat(product.attach("plugin:upgrade --shadow 0 " + jar.in(folder)).refusal(1))
                    .contains("rolled back", "this example fails at its first call");
            product.advances();
            assertThat(product.attach("plugin:info " + PATCHER).ok().out()).contains("0.1.0 active");
            Untouched.assertSame(home.run("rolled"), product.finish());
        }
        Report report = home.run("rolled").report();
        assertThat(report.outcomes()).containsExactly("refused", "rolled_back");
        assertThat(report.swaps()).allSatisfy(swap ->
                assertThat(swap.reason()).contains("this example fails at its first call"));
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
    }

    @Test
    void versionsThatCannotWorkAreRefusedWithTheirReasonAndTheRunStaysTheSame()
            throws InterruptedException, IOException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "refused")) {
            assertThat(upgrade(product, PluginCopy.failingAt("health")))
                    .contains("not healthy", "this example says so");
            assertThat(upgrade(product, PluginCopy.failingAt("activation")))
                    .contains("this example fails at its activation");
            assertThat(upgrade(product, PluginCopy.of(PATCHER).version("0.2.0").importing("com.example.missing")))
                    .contains("com.example.missing");
            assertThat(upgrade(product, PluginCopy.of(PATCHER).version("0.2.0").withoutCapability()))
                    .contains("declares no plugin");
            assertThat(upgrade(product, PluginCopy.of(PATCHER).with("extra.txt", new byte[1])))
                    .contains("other content", "raise the version");
            assertThat(upgrade(product, PluginCopy.of(PATCHER).version("0.2.0")
                    .declaring("conflicts:List<String>=lora"))).contains("conflicts with lora");
            assertThat(upgrade(product, PluginCopy.of(PATCHER).version("0.2.0")
                    .declaring("requires:List<String>=quantized-base"))).contains("requires quantized-base");
            Path text = Files.writeString(folder.resolve("text.jar"), "not a jar");
            assertThat(product.attach("plugin:upgrade " + text).refusal(1)).contains("text.jar");
            assertThat(product.attach("plugin:upgrade absent.jar").refusal(2)).contains("absent.jar");
            product.advances();
            assertThat(product.attach("plugin:list").ok().out()).doesNotContain("0.2.0", "0.1.1", "probation");
            Untouched.assertSame(home.run("refused"), product.finish());
        }
        Report report = home.run("refused").report();
        assertThat(report.swaps()).isNotEmpty().extracting(Swap::outcome).containsOnly("refused");
        assertThat(report.swaps()).allSatisfy(swap -> assertThat(swap.reason()).isNotBlank());
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
    }

    @Test
    void aTokenizerOfAnotherVocabularyIsRefused() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "vocabulary")) {
            String line = upgrade(product, PluginCopy.of("org.athanor.tokenizer.byte").version("0.2.0")
                    .describing("\"false\"", "\"true\""));
            assertThat(line).contains("vocabulary", "257", "256");
            Untouched.assertSame(home.run("vocabulary"), product.finish());
        }
    }

    @Test
    void anUpgradeCanBeRolledBackAndTheRunStaysTheSame() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "back")) {
            for (String bundle : List.of("org.athanor.patcher.lora", "org.athanor.tokenizer.byte",
                    "org.athanor.log.jsonl")) {
                product.upgrade(PluginCopy.of(bundle).version("0.2.0").in(folder));
                product.advances();
                product.attach("plugin:rollback " + bundle).ok();
                product.advances();
                assertThat(product.attach("plugin:info " + bundle).ok().out()).contains("0.1.0 active");
            }
            Untouched.assertSame(home.run("back"), product.finish());
        }
        Report report = home.run("back").report();
        assertThat(report.outcomes()).hasSize(6).containsOnly("committed");
        assertThat(report.loadersAlive()).isZero();
    }

    private String upgrade(Product product, PluginCopy jar) {
        Answer answer = product.attach("plugin:upgrade " + jar.in(folder));
        return answer.refusal(1);
    }
}
