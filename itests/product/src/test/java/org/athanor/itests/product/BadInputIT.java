package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is told in one line, nothing is lost, and the run goes on where it can. */
class BadInputIT {

    /**
     * A mistake in the run file.
     *
     * @param right what stands there
     * @param wrong what is written in its place
     * @param where what the message names
     * @param hint what the message says about the way out
     */
    private record Mistake(String right, String wrong, String where, String hint) {
    }

    private static final List<Mistake> MISTAKES = List.of(
            new Mistake("alpha: 4", "alpa: 4", "bad.yaml:15", "alpha"),
            new Mistake("seed: 7", "seed: seven", "bad.yaml:9", "seed"),
            new Mistake("r: 2", "r: two", "bad.yaml:15", "r"),
            new Mistake("layers: 1,", "", "bad.yaml:1", "layers"),
            new Mistake("type: byte", "type: bite", "bad.yaml:2", "byte"),
            new Mistake("text.txt", "none.txt", "none.txt", "data.path"),
            new Mistake("split: 0.9", "split: 2", "bad.yaml:3", "split"));

    @TempDir
    private Path folder;

    @Test
    void aWrongRunFileIsRefusedWithItsLineAndWhatWasMeant() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.start(home, "exec", "echo ready; cat")) {
            product.prints("ready"::equals, "the container");
            for (Mistake mistake : MISTAKES) {
                assertThat(home.runFile()).contains(mistake.right());
                home.write("bad.yaml", home.runFile().replace(mistake.right(), mistake.wrong()));
                assertThat(product.attach("train:start --id bad " + folder.resolve("bad.yaml")).refusal(2))
                        .contains(mistake.where(), mistake.hint());
                assertThat(home.run("bad").folder()).doesNotExist();
            }
        }
    }

    @Test
    void aRunWithAnUnknownKeyEndsWithTheCodeOfWrongUsage() throws InterruptedException {
        Home home = Home.in(folder);
        home.write("bad.yaml", home.runFile().replace("micro_batch: 2", "micro_bach: 2"));
        assertThat(Product.execute(home, "run", "bad.yaml", "--id", "bad").refusal(2))
                .contains("bad.yaml:7", "micro_batch");
        assertThat(home.run("bad").folder()).doesNotExist();
    }

    @Test
    void emptyDataAreRefused() throws InterruptedException {
        Home home = Home.in(folder);
        home.write("text.txt", "");
        assertThat(Product.execute(home, "run", "run.yaml").refusal(2)).contains("text.txt", "empty");
    }

    @Test
    void aDamagedCheckpointIsNamedAndTheOneBeforeGoesOn() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "damaged")) {
            product.reaches(3 * Home.CHECKPOINT);
            product.prints(line -> line.equals("wrote checkpoints/step-150"), "the third checkpoint");
            product.attach("train:stop").ok();
            product.await();
        }
        long newest = home.run("damaged").ledger("checkpoint").stream()
                .mapToLong(line -> line.getJsonNumber("step").longValue()).max().orElseThrow();
        long before = (newest - 1) / Home.CHECKPOINT * Home.CHECKPOINT;
        Path model = home.run("damaged").checkpoint(newest).resolve("model.safetensors");
        byte[] content = Files.readAllBytes(model);
        content[content.length / 2] ^= 1;
        Files.write(model, content);

        String line = Product.execute(home, "run", "--resume", "damaged").refusal(1);
        assertThat(line).contains("step-" + newest, "resume.step=" + before);
        Product.execute(home, "run", "--resume", "damaged", "--set", "resume.step=" + before, "--set",
                "trainer.max_steps=500").ok();
        Untouched.assertSame(home.run("damaged"), 500);
    }

    @Test
    void aRunWaitsForRoomForItsLastCheckpointAndLosesNothingOfTheOneBefore() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        // A checkpoint of some ten megabytes; no file may grow beyond eight thousand blocks of 512 or 1,024 bytes.
        String[] large = {"--set", "model.width=320", "--set", "model.layers=3"};
        List<String> limited = List.of("sh", "-c", "ulimit -f 8000; exec \"$@\"", "sh");
        Product.execute(home, run("roomy", 60, large)).ok();
        Product.execute(home, run("full", 50, large)).ok();
        byte[] before = Files.readAllBytes(home.run("full").checkpoint(50).resolve("model.safetensors"));
        assertThat(before.length).isGreaterThan(8_000 * 1_024);

        try (Product product = Product.start(home, limited, "run", "--resume", "full", "--set",
                "trainer.max_steps=60")) {
            product.prints(line -> line.contains("waits after step 60 for its last checkpoint"), "that it waits");
            assertThat(product.attach("train:status").ok().out()).contains("waiting", "File too large");
            product.attach("train:stop");
            Answer answer = product.await();
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out()).contains("warning: no checkpoint at step 60", "failed after step 60: ",
                    "what was done since step 50 is not saved", "File too large");
        }
        assertThat(home.run("full").checkpoint(60)).doesNotExist();
        assertThat(home.run("full").checkpoint(50).resolve("model.safetensors")).hasBinaryContent(before);

        Product.execute(home, "run", "--resume", "full", "--set", "trainer.max_steps=60").ok();
        assertThat(home.run("full").report().sha256()).isEqualTo(home.run("roomy").report().sha256());
        assertThat(home.run("full").checkpoint(60)).isDirectory();
    }

    @Test
    void aRateThatRuinsTheModelCostsNoGoodCheckpointAndTheAdviceWorks() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "ruined", "--set", "checkpoint.keep=1", "--set",
                "checkpoint.every=1")) {
            product.attach("train:set trainer.learning_rate 1e30").ok();
            Answer answer = product.await();
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out()).contains("--resume ruined --set resume.step=", "--set trainer.learning_rate=");
            String step = answer.out().replaceAll("(?s).*resume\\.step=(\\d+).*", "$1");
            assertThat(home.run("ruined").checkpoint(Long.parseLong(step))).isDirectory();
            Product.execute(home, "run", "--resume", "ruined", "--set", "resume.step=" + step, "--set",
                    "trainer.learning_rate=0.001", "--set", "trainer.max_steps=1000").ok();
        }
        assertThat(home.run("ruined").report().status()).isEqualTo("completed");
    }

    @Test
    void aRunFileOrAStateThatWasChangedIsNamedAndTheCheckpointBeforeGoesOn() throws Exception {
        Home home = Home.in(folder);
        Product.execute(home, run("changed", 150)).ok();
        Path runFile = home.run("changed").folder().resolve("run.yaml");
        String original = Files.readString(runFile);
        Files.writeString(runFile, original.replace("seed: 7", "seed: 8"));
        String[] resume = {"run", "--resume", "changed", "--set", "trainer.max_steps=200"};
        assertThat(Product.execute(home, resume).refusal(1)).contains("run.yaml", "since the run began: trainer");
        Files.writeString(runFile, original);

        Path state = home.run("changed").checkpoint(150).resolve("state.json");
        Files.writeString(state, Files.readString(state).replace("\"step\":150", "\"step\":151"));
        assertThat(Product.execute(home, resume).refusal(1)).contains("state.json", "ledger", "resume.step=100");
        Product.execute(home, "run", "--resume", "changed", "--set", "trainer.max_steps=200", "--set",
                "resume.step=100").ok();
        assertThat(home.run("changed").report().sha256()).isEqualTo(Untouched.run(200).sha256());
    }

    @Test
    void aRunWhosePluginIsStoppedIsNotResumedButSaysHowToGoOn() throws InterruptedException {
        Home home = Home.in(folder);
        Product.execute(home, run("stopped", 10)).ok();
        Product.execute(home, "exec", "plugin:stop lora").ok();
        String[] resume = {"run", "--resume", "stopped", "--set", "trainer.max_steps=20"};
        assertThat(Product.execute(home, resume).refusal(2))
                .contains("run.yaml:", "patcher:lora is installed but stopped", "plugin:start patcher:lora");
        Product.execute(home, "exec", "plugin:start patcher:lora").ok();
        Product.execute(home, resume).ok();
        assertThat(home.run("stopped").report().steps()).isEqualTo(20);
    }

    @Test
    void changesThatAreAskedForAtOnceFollowEachOtherFromWhereverTheyCome() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        try (Product product = Product.training(home, "queued")) {
            for (String bundle : List.of("patcher.lora", "patcher.chunkedloss", "optimizer.adamw")) {
                Path jar = PluginCopy.of("org.athanor." + bundle).version("0.2.0").in(folder);
                answers.add(CompletableFuture.supplyAsync(() ->
                        product.attach("plugin:upgrade --shadow 0 --probation 1000000 " + jar)));
                // The one before it ends its probation only when this one has been asked for.
                if (answers.size() > 1) {
                    endProbation(product);
                }
                while (!product.attach("plugin:list").ok().out().matches("(?s).*\\b" + bundle.replaceAll(".*\\.", "")
                        + " +0\\.2\\.0 +probation .*")) {
                    product.advances();
                }
            }
            PluginCopy.of("org.athanor.tokenizer.byte").version("0.2.0").in(home.root().resolve("deploy"));
            endProbation(product);
            answers.forEach(answer -> answer.join().ok());
            while (!product.attach("plugin:history").ok().out().contains("who=deploy")
                    || !product.attach("plugin:info tokenizer:byte").ok().out().contains("0.2.0 active")) {
                product.advances();
            }
            Untouched.assertSame(home.run("queued"), product.finish());
        }
        assertThat(home.run("queued").report().outcomes()).hasSize(4).containsOnly("committed");
        String plan = "";
        for (String line : Files.readAllLines(home.root().resolve("ledger.jsonl"))) {
            plan = line.contains("\"type\":\"apply\"") ? line.replaceAll(".*(\"plan\":\"[0-9a-f]*\").*", "$1") : plan;
            assertThat(line).as("the lines of one change stand together").contains(plan);
        }
    }

    /** A pause decides what is on probation. */
    private static void endProbation(Product product) {
        product.attach("train:pause").ok();
        product.attach("train:resume").ok();
    }

    private static String[] run(String id, int steps, String... more) {
        return Stream.concat(Stream.of("run", "run.yaml", "--id", id, "--set", "trainer.max_steps=" + steps),
                Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void anInterruptFinishesTheStepAndKeepsACheckpointFromWhichTheRunGoesOn() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "interrupted")) {
            product.reaches(60);
            product.interrupt();
            assertThat(product.await().code()).isEqualTo(130);
        }
        long stopped = home.run("interrupted").report().steps();
        assertThat(home.run("interrupted").checkpoint(stopped).resolve("state.json")).exists();
        Product.execute(home, "run", "--resume", "interrupted", "--set", "trainer.max_steps=500").ok();
        Untouched.assertSame(home.run("interrupted"), 500);
    }
}
