package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs whose settings lead to one place outside of their run folders do not touch what is the other's. */
class SharedPlacesIT {

    private static final int STEPS = 100;

    @TempDir
    private Path folder;

    private String[] run(String... more) {
        List<String> words = Stream.concat(Stream.of("run", "run.yaml", "--id", "demo", "--set",
                "trainer.max_steps=" + STEPS), Stream.of(more)).toList();
        return words.toArray(String[]::new);
    }

    private Home home(String name) throws IOException {
        return Home.in(Files.createDirectory(folder.resolve(name)));
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void checkpointsAreOfTheRunThatCameFirst() throws Exception {
        String storage = "storage.path=" + folder.resolve("checkpoints");
        Home first = home("first");
        Product.execute(first, run("--set", storage)).ok();
        Home second = home("second");
        assertThat(Product.execute(second, run("--set", storage)).refusal(1)).contains("another run, 'demo'",
                "not of 'demo'", "storage.path");
        assertThat(second.run("demo").folder()).doesNotExist();

        Product.execute(first, "run", "--resume", "demo", "--set", "trainer.max_steps=" + 2 * STEPS).ok();
        assertThat(first.run("demo").report().sha256()).isEqualTo(Untouched.run(2 * STEPS).sha256());

        delete(first.run("demo").folder());
        assertThat(Product.execute(first, run("--set", storage)).refusal(1)).contains("another run, 'demo'");
    }

    @Test
    void metricsAreOfTheRunThatCameFirstAndAReplayWritesItsOwn() throws Exception {
        String metrics = "jsonl.path=" + folder.resolve("all.jsonl");
        Home first = home("first");
        Product.execute(first, run("--set", metrics)).ok();
        String written = Files.readString(folder.resolve("all.jsonl"));
        assertThat(Product.execute(home("second"), run("--set", metrics)).refusal(1)).contains("all.jsonl",
                "the metrics of the run 'demo'");
        Product.execute(first, "replay", "demo").ok();

        assertThat(Files.readString(folder.resolve("all.jsonl"))).isEqualTo(written)
                .isEqualTo(Untouched.run(STEPS).metrics());
    }
}
