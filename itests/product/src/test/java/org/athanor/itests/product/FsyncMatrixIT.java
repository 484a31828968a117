package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.athanor.itests.harness.Faults;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Run;
import org.athanor.itests.product.CrashMatrix.Crash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies at every point at which something is forced to disk: as {@code kill -9} leaves the files, or with
 * the end of what was to be forced lost, as a power cut may leave them. First the points are counted, then it dies at
 * each.
 * System property {@code athanor.crashes}: {@code all} points, or one of each of their {@code kinds}.
 */
class FsyncMatrixIT {

    private static final boolean ALL = System.getProperty("athanor.crashes").equals("all");
    private static final String[] RUN = {"--id", "crashed", "--set", "trainer.max_steps=20", "--set",
        "checkpoint.every=10", "--set", "checkpoint.keep=1"};

    @TempDir
    private Path folder;

    @Test
    void aRunWhoseProcessDiesGoesOnToTheSameBitsWhereverItDies() throws Exception {
        Faults counted = faults("counted");
        try (Product product = start(counted)) {
            product.await().ok();
        }
        List<Crash> crashes = CrashMatrix.choose("run", counted.since(0), ALL, new ArrayList<>());
        CrashMatrix matrix = new CrashMatrix();
        inTwoThreads(crashes, (crash, number) -> {
            Faults faults = faults("run-" + number);
            faults.order(crash.deed(), crash.point());
            try (Product product = start(faults)) {
                assertThat(product.await().code()).as("the process dies at %s", crash).isEqualTo(9);
            }
            Run run = faults.home().run("crashed");
            boolean began = Files.exists(run.folder().resolve("run.yaml"));
            try (Product again = began ? faults.startSound("run", "--resume", "crashed")
                    : faults.startSound(arguments())) {
                again.await().ok();
            }
            Run untouched = counted.home().run("crashed");
            assertThat(run.report().sha256()).as("%s", crash).isEqualTo(untouched.report().sha256());
            assertThat(run.metrics()).as("%s", crash).isEqualTo(untouched.metrics());
            assertThat(run.ledger("started")).as("%s", crash).hasSize(1);
            matrix.add(crash, began ? "resumed" : "started anew");
        });
        System.out.println(matrix.table());
        assertThat(String.join("\n", matrix.kinds())).contains("run.yaml.new", "feature.json.new",
                "plugins/*.jar.new", "ledger.jsonl started", "ledger.jsonl checkpoint", "ledger.jsonl ended",
                "/model.safetensors",
                "/optimizer.safetensors", "/state.json", "checkpoints | ", "metrics.jsonl", "report.json.new");
        assertThat(matrix.count("resumed")).isPositive();
        assertThat(matrix.count("started anew")).isPositive();
    }

    @Test
    void aContainerWhoseProcessDiesHasTheOldOrTheNewPluginsAndSaysWhich() throws Exception {
        CrashMatrix matrix = new CrashMatrix();
        List<Crash> crashes = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        Faults counted = faults("counted");
        try (CrashingContainer container = new CrashingContainer(counted)) {
            for (CrashingContainer.Change change : CrashingContainer.Change.values()) {
                crashes.addAll(CrashMatrix.choose(change.word(), container.count(change), ALL, kinds));
            }
        }
        List<List<Crash>> halves = List.of(new ArrayList<>(), new ArrayList<>());
        crashes.forEach(crash -> halves.get(crashes.indexOf(crash) % 2).add(crash));
        inTwoThreads(halves, (half, number) -> {
            try (CrashingContainer container = new CrashingContainer(faults("half-" + number))) {
                container.crash(half, matrix);
            }
        });
        System.out.println(matrix.table());
        assertThat(String.join("\n", matrix.kinds())).contains("ledger.jsonl apply", "ledger.jsonl action switch",
                "ledger.jsonl action write_set", "ledger.jsonl action uninstall_old", "ledger.jsonl outcome",
                "runs/crashed/ledger.jsonl exchanged", "runs/crashed/plugins/*.jar.new", "plugins/set.json.new",
                "plugins/*.jar.new", "metrics.jsonl");
        assertThat(matrix.count("old")).isPositive();
        assertThat(matrix.count("new")).isPositive();
        // Of all points some need that no crash went before; one of each kind is always there.
        assertThat(matrix.count(CrashMatrix.NOT_REACHED)).isLessThan(ALL ? crashes.size() / 4 : 1);
    }

    private static Product start(Faults faults) {
        return faults.start(arguments());
    }

    private static String[] arguments() {
        List<String> words = new ArrayList<>(List.of("run", "run.yaml"));
        words.addAll(List.of(RUN));
        return words.toArray(String[]::new);
    }

    private Faults faults(String name) throws IOException {
        return new Faults(Home.in(Files.createDirectory(folder.resolve(name))));
    }

    /** Something that is done with each of several things. */
    private interface Work<T> {
        void with(T each, int number) throws Exception;
    }

    private static <T> void inTwoThreads(List<T> things, Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int number = 0; number < things.size(); number++) {
                int at = number;
                all.add(threads.submit(() -> {
                    work.with(things.get(at), at);
                    return true;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
