package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.athanor.itests.harness.Faults;
import org.athanor.itests.harness.Faults.Point;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.athanor.itests.product.CrashMatrix.Crash;

/**
 * A container that trains a run, whose plugins are changed, and that dies and comes back again and again. A patcher and
 * a logger with a state of its own are changed together; a tokenizer that the run does not use is stopped and started.
 */
final class CrashingContainer implements AutoCloseable {

    private static final List<String> BUNDLES = List.of("org.athanor.patcher.lora", "org.athanor.log.jsonl");
    private static final List<String> IDS = List.of("patcher:lora", "logger:jsonl");
    private static final String OLD = "0.1.0";

    /** What is done with plugins. */
    enum Change {
        UPGRADE, ROLLBACK, STOP, START;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Faults faults;
    private Product product;
    private int version = 1;

    CrashingContainer(Faults faults) throws InterruptedException {
        this.faults = faults;
        // Checkpoints at moments of their own would be points of a change by chance.
        product = faults.start("run", "run.yaml", "--id", "crashed", "--set", "checkpoint.every=1000000")
                .owned(started -> started.reaches(Home.TICK));
    }

    /** Makes a change and returns the points that it passes. */
    List<Point> count(Change change) {
        faults.orderNothing("count " + change);
        int from = faults.reached();
        product.attach(command(change)).ok();
        return faults.since(from);
    }

    /**
     * Dies at all these points; then the run comes to its end and to the bits of an untouched one. A point that only
     * comes when no crash went before, such as that of a folder which is there by now, is not reached.
     */
    void crash(List<Crash> crashes, CrashMatrix matrix) throws Exception {
        List<Crash> left = new ArrayList<>(crashes);
        long torn = 0;
        while (!left.isEmpty()) {
            Change next = next(left);
            Crash crash = left.stream().filter(each -> each.during().equals(next.word())).findFirst().orElse(null);
            if (crash == null) {
                product.attach(command(next)).ok();
                continue;
            }
            left.remove(crash);
            long changes = ledger("apply").size();
            int died = faults.done();
            faults.order(crash.deed(), crash.point());
            boolean made = product.attach(command(next)).code() == 0;
            faults.orderNothing("after " + crash);
            if (made && faults.done() == died) {
                matrix.add(crash, CrashMatrix.NOT_REACHED);
                continue;
            }
            assertThat(product.await().code()).as("the process dies at %s", crash).isEqualTo(9);
            torn += crash.deed() == Faults.Deed.TEAR && crash.point().words().startsWith("ledger.jsonl") ? 1 : 0;
            product = faults.start("run", "--resume", "crashed");
            product.advances();
            matrix.add(crash, cameBack(next, crash, ledger("apply").size() > changes));
            assertThat(product.attach("plugin:history --verify").ok().out()).contains("each as it was written");
            assertThat(ledger("restore_failed")).as("%s", crash).isEmpty();
            product.attach("train:checkpoint").ok();
        }
        assertThat((long) ledger("repaired").size()).as("the lines that were torn").isEqualTo(torn);
        product.attach("train:set checkpoint.every " + Home.CHECKPOINT).ok();
        Untouched.assertSame(faults.home().run("crashed"), product.finish());
        assertThat(faults.home().run("crashed").report().loadersAlive()).isZero();
        assertThat(Product.execute(faults.home(), "replay", "crashed").ok().out()).contains("equal:");
    }

    /** Returns the change that there is most to die in and that can be made; the one that leads there, otherwise. */
    private Change next(List<Crash> left) {
        boolean plugins = left.stream().anyMatch(each -> List.of("upgrade", "rollback").contains(each.during()));
        return plugins ? cells(IDS.get(0))[1].equals(OLD) ? Change.UPGRADE : Change.ROLLBACK
                : cells("tokenizer:tiktoken")[2].equals("active") ? Change.STOP : Change.START;
    }

    /** Checks that all of a change is there or nothing of it, that the container says so, and returns what it says. */
    private String cameBack(Change change, Crash crash, boolean begun) throws IOException {
        boolean there = switch (change) {
            case UPGRADE, ROLLBACK -> {
                String one = cells(IDS.get(0))[1];
                assertThat(cells(IDS.get(1))[1]).as("%s", crash).isEqualTo(one);
                IDS.forEach(id -> assertThat(cells(id)[2]).as("%s", crash).isEqualTo("active"));
                assertThat(one).as("%s", crash).isIn(OLD, upgraded());
                if (!one.equals(OLD)) {
                    assertThat(ledger("restored").stream().map(line -> line.getString("bundle") + " "
                            + line.getString("version"))).as("%s", crash)
                            .contains(BUNDLES.get(0) + " " + one, BUNDLES.get(1) + " " + one);
                }
                yield one.equals(OLD) == (change == Change.ROLLBACK);
            }
            case STOP -> !cells("tokenizer:tiktoken")[2].equals("active");
            case START -> cells("tokenizer:tiktoken")[2].equals("active");
        };
        List<String> newest = lines().stream().map(line -> line.getString("type")).filter(type ->
                List.of("apply", "outcome", "interrupted").contains(type)).toList();
        String outcome = there ? "new" : "old";
        String last = newest.isEmpty() ? "" : newest.get(newest.size() - 1);
        if (begun && last.equals("interrupted")) {
            List<JsonObject> told = ledger("interrupted");
            assertThat(told.get(told.size() - 1).getString("set")).as("%s", crash).isEqualTo(outcome);
        } else {
            // It died before the first line of the change, or when the last one had been written.
            assertThat(last).as("%s", crash).isNotEqualTo("apply");
            assertThat(begun).as("%s", crash).isEqualTo(there);
        }
        return outcome;
    }

    private String command(Change change) {
        return switch (change) {
            case UPGRADE -> {
                version++;
                List<String> jars = BUNDLES.stream().map(bundle -> PluginCopy.of(bundle).version(upgraded())
                        .in(faults.home().folder().resolve("jars")).toString()).toList();
                yield "plugin:upgrade --shadow 0 " + String.join(" ", jars);
            }
            case ROLLBACK -> "plugin:rollback " + String.join(" ", BUNDLES);
            case STOP, START -> "plugin:" + change.word() + " tokenizer:tiktoken";
        };
    }

    private String upgraded() {
        return "0.2." + version;
    }

    /** Returns the cells of the only line about a plugin. */
    private String[] cells(String plugin) {
        List<String> lines = product.attach("plugin:list").ok().out().lines()
                .filter(line -> line.startsWith(plugin + " ")).toList();
        assertThat(lines).hasSize(1);
        return lines.get(0).split(" +");
    }

    private List<JsonObject> ledger(String type) throws IOException {
        return lines().stream().filter(line -> line.getString("type").equals(type)).toList();
    }

    private List<JsonObject> lines() throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        Path ledger = faults.home().root().resolve("ledger.jsonl");
        for (String line : Files.readAllLines(ledger)) {
            try (JsonReader reader = Json.createReader(new StringReader(line))) {
                lines.add(reader.readObject());
            }
        }
        return lines;
    }

    @Override
    public void close() throws InterruptedException {
        product.close();
    }
}
