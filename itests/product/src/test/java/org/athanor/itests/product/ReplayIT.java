package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run can be done again from what it left, after the container has moved on. */
class ReplayIT {

    @TempDir
    private Path folder;

    @Test
    void aRunIsDoneAgainWithItsPluginsItsExchangesAndItsSettings() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "first")) {
            product.upgrade(PluginCopy.of("org.athanor.optimizer.adamw").version("0.2.0").in(folder));
            product.attach("train:set trainer.learning_rate 5e-4").ok();
            product.attach("plugin:stop lora").ok();
            product.advances();
            product.attach("plugin:start lora").ok();
            product.attach("plugin:upgrade " + PluginCopy.failingAt("first-call").version("0.2.0").in(folder));
            product.attach("train:checkpoint").ok();
            product.kill();
        }
        try (Product product = Product.start(home, "run", "--resume", "first")) {
            product.reaches(2 * Home.CHECKPOINT + Home.TICK);
            product.upgrade(PluginCopy.of("org.athanor.model.gpt").version("0.3.0").in(folder));
            product.finish();
        }
        Run first = home.run("first");

        Answer replay = Product.execute(home, "replay", "first", "--id", "second", "--json").ok();

        Run second = home.run("second");
        assertThat(second.report().sha256()).isEqualTo(first.report().sha256());
        assertThat(second.report().steps()).isEqualTo(first.report().steps());
        assertThat(second.report().loadersAlive()).isZero();
        assertThat(committed(second)).hasSize(4).isEqualTo(committed(first));
        assertThat(replay.out().strip().lines()).hasSize(1);
        assertThat(replay.out()).contains("\"run\":\"first\"", "\"replay\":\"second\"", "\"exchanges\":4",
                "\"equal\":true", first.report().sha256());
    }

    /** Step, slot, plugin, bundle, versions and content of what came in or went. */
    private static List<List<String>> committed(Run run) {
        return run.ledger("exchanged").stream().filter(line -> line.getString("outcome").equals("committed"))
                .map(line -> Stream.of("step", "slot", "plugin", "bundle", "from", "to", "sha256")
                        .map(key -> line.getValue("/" + key).toString()).toList()).toList();
    }

    @Test
    void theStepsOfAVersionThatDiedInItsProbationAreDoneAgain() throws InterruptedException {
        Home home = Home.in(folder);
        Path other = PluginCopy.of("org.athanor.optimizer.adamw").version("0.2.0").describing("\"0.95\"", "\"0.5\"")
                .in(folder);
        try (Product product = Product.training(home, "first")) {
            CompletableFuture<Answer> upgrade = CompletableFuture.supplyAsync(() ->
                    product.attach("plugin:upgrade --shadow 0 --probation 1000000 " + other));
            do {
                product.advances();
            } while (!product.attach("plugin:list").ok().out().contains(" probation "));
            product.advances();
            product.attach("train:checkpoint").ok();
            product.kill();
            assertThat(upgrade.join().code()).isNotZero();
        }
        assertThat(home.run("first").ledger("switched")).extracting(line -> line.getString("slot"),
                line -> line.getString("bundle")).containsExactly(tuple("optimizer", "org.athanor.optimizer.adamw"));
        assertThat(home.run("first").ledger("exchanged")).isEmpty();
        try (Product product = Product.start(home, "run", "--resume", "first")) {
            product.advances();
            assertThat(product.attach("plugin:info adamw").ok().out()).contains("0.1.0 active");
            product.finish();
        }
        assertThat(Product.execute(home, "replay", "first").ok().out()).contains("equal:", "2 repeated");
    }

    @Test
    void aRunOfAnotherHomeIsDoneAgainFromItsFolder() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        PluginCopy.of("org.athanor.patcher.lora").version("0.2.0").in(folder);
        try (Product product = Product.training(home, "first")) {
            product.upgrade(folder.resolve("org.athanor.patcher.lora-0.2.0.jar"));
            product.finish();
        }
        Home other = Home.in(Files.createDirectory(folder.resolve("other")));
        String run = home.run("first").folder().toString();
        Path policy = Files.createDirectories(other.root()).resolve("policy.json");
        Files.writeString(policy, "{\"plugins\": \"listed\", \"listed\": []}");
        assertThat(Product.execute(other, "replay", run).refusal(1)).contains("is not among the listed plugins");
        Files.delete(policy);
        Answer replay = Product.execute(other, "replay", run).ok();
        assertThat(replay.out()).contains("parameters sha256  equal:", "1 repeated");
        assertThat(Product.execute(other, "exec", "plugin:list").ok().out()).doesNotContain("0.2.0");
    }

    @Test
    void aReplayThatComesToSomethingElseIsToldAndFails() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        Product.execute(home, "run", "run.yaml", "--id", "first", "--set", "trainer.max_steps=30").ok();
        Run first = home.run("first");
        String sha256 = first.report().sha256();
        Path report = first.folder().resolve("report.json");
        Files.writeString(report, Files.readString(report).replace(sha256, "0".repeat(64)));
        Answer replay = Product.execute(home, "replay", "first");
        assertThat(replay.code()).isEqualTo(1);
        assertThat(replay.out()).contains("DIFFERENT", "0".repeat(64), sha256);
    }

    @Test
    void aRunThatIsNotThereHasNotEndedOrHasLostAJarIsRefused() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        assertThat(Product.execute(home, "replay", "none").refusal(2)).contains("no such run");
        try (Product product = Product.training(home, "first")) {
            product.upgrade(PluginCopy.of("org.athanor.patcher.lora").version("0.2.0").in(folder));
            product.kill();
        }
        assertThat(Product.execute(home, "replay", "first").refusal(2)).contains("has not ended", "--resume first");
        // One more checkpoint than its ledger tells of may be there.
        long saved = home.run("first").ledger("checkpoint").stream()
                .mapToLong(line -> line.getJsonNumber("step").longValue()).max().orElse(0) + Home.CHECKPOINT;
        Product.execute(home, "run", "--resume", "first", "--set", "trainer.max_steps=" + (saved + Home.TICK)).ok();
        Product.execute(home, "exec", "plugin:rollback lora").ok();
        try (Stream<Path> jars = Files.list(home.run("first").folder().resolve("plugins"))) {
            for (Path jar : jars.toList()) {
                Files.write(jar, new byte[] {1});
            }
        }
        Answer damaged = Product.execute(home, "replay", "first", "--id", "again");
        assertThat(damaged.err() + damaged.out()).contains("patcher:lora 0.2.0 is missing or damaged");
        assertThat(damaged.code()).isNotZero();
    }
}
