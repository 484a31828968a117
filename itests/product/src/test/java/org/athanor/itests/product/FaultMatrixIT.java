package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Faults;
import org.athanor.itests.harness.Faults.Deed;
import org.athanor.itests.harness.Faults.Point;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.athanor.itests.product.CrashMatrix.Crash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk is full at every point at which something is forced to it, one after the other, in one process that trains.
 * System property {@code athanor.crashes}: {@code all} points, or one of each of their {@code kinds}.
 */
class FaultMatrixIT {

    private static final String FULL = "No space left on device";
    private static final boolean ALL = System.getProperty("athanor.crashes").equals("all");
    /** The last one has a state of its own: how much of its file is written. */
    private static final List<String> BUNDLES = List.of("org.athanor.patcher.lora", "org.athanor.patcher.chunkedloss",
            "org.athanor.log.jsonl");
    private static final String OLD = "0.1.0";

    @TempDir
    private Path folder;
    private int version;

    @Test
    void aDiskThatIsFullInMidSwapLeavesAllThreePluginsOldAndTheRunTheSame() throws InterruptedException {
        CrashMatrix matrix = new CrashMatrix();
        Home home = Home.in(folder);
        Faults faults = new Faults(home);
        try (Product product = faults.start("run", "run.yaml", "--id", "full", "--set", "checkpoint.every=1000000")) {
            product.reaches(Home.TICK);
            // What the first change of a container creates is there from the second one on.
            upgrade(product).ok();
            back(product);
            int from = faults.reached();
            upgrade(product).ok();
            List<Point> points = faults.since(from);
            back(product);
            for (Crash fault : CrashMatrix.choose("upgrade", points, ALL, new ArrayList<>())) {
                int done = faults.done();
                faults.order(Deed.FAIL, fault.point());
                Answer answer = upgrade(product);
                assertThat(faults.done()).as("%s was reached", fault.point()).isEqualTo(done + 1);
                faults.orderNothing("after " + fault.point());
                product.advances();
                matrix.add(fault, outcome(product, fault.point(), answer));
                if (!versions(product).contains(OLD)) {
                    back(product);
                }
            }
            product.attach("train:set checkpoint.every " + Home.CHECKPOINT).ok();
            Untouched.assertSame(home.run("full"), product.finish());
        }
        System.out.println(matrix.table());
        assertThat(home.run("full").report().loadersAlive()).isZero();
        String kinds = String.join("\n", matrix.kinds());
        assertThat(kinds).contains("ledger.jsonl apply", "action install", "action switch", "action write_set",
                "plugins/set.json.new", "plugins/*.jar.new", "runs/full/plugins/*.jar.new", "metrics.jsonl");
        assertThat(matrix.count("old")).isPositive();
    }

    /** Checks that the answer fits what the container has; a change that is not undone any more is told as degraded. */
    private static String outcome(Product product, Point point, Answer answer) {
        List<String> versions = versions(product);
        assertThat(versions.stream().distinct()).as("%s: %s", point, versions).hasSize(1);
        if (answer.code() != 0) {
            assertThat(answer.refusal(1)).as("%s", point).contains(FULL);
            assertThat(versions).as("%s", point).containsOnly(OLD);
            return "old";
        }
        assertThat(versions).as("%s: %s", point, answer.out()).doesNotContain(OLD);
        return answer.out().contains("degraded") && answer.out().contains(FULL) ? "new, degraded" : "new";
    }

    @Test
    void aDiskThatIsFullDuringACheckpointCostsThisCheckpointOnly() throws InterruptedException {
        Home home = Home.in(folder);
        Faults faults = new Faults(home);
        try (Product product = faults.start("run", "run.yaml", "--id", "full", "--set", "checkpoint.every=1000000")) {
            product.reaches(Home.TICK);
            int from = faults.reached();
            product.attach("train:checkpoint").ok();
            List<Point> points = faults.since(from);
            for (Point point : points.stream().filter(point -> point.words().contains("checkpoints")).toList()) {
                faults.order(Deed.FAIL, point);
                int before = product.printed();
                assertThat(product.attach("train:checkpoint").refusal(1)).as("%s", point).contains(FULL);
                product.prints(before, line -> line.startsWith("warning: no checkpoint")
                        && line.contains("the run goes on"), "the warning");
                faults.orderNothing("after " + point);
                product.advances();
                product.attach("train:checkpoint").ok();
            }
            assertThat(points.stream().map(Point::words).collect(Collectors.joining("\n")))
                    .contains("model.safetensors", "optimizer.safetensors", "state.json", "checkpoints | ");
            product.attach("train:set checkpoint.every " + Home.CHECKPOINT).ok();
            Untouched.assertSame(home.run("full"), product.finish());
        }
    }

    @Test
    void aPatcherThatWasMergedIsBackAsItWasWhenItsStopFails() throws InterruptedException {
        Home home = Home.in(folder);
        Faults faults = new Faults(home);
        try (Product product = faults.start("run", "run.yaml", "--id", "stopped")) {
            product.reaches(Home.TICK);
            int from = faults.reached();
            product.attach("plugin:stop storage:memory").ok();
            Point set = faults.since(from).stream().filter(point -> point.words().startsWith("plugins/set.json.new"))
                    .findFirst().orElseThrow();
            product.attach("plugin:start storage:memory").ok();
            // A step between the switch and the fault would have been taken without the patcher.
            product.attach("train:pause").ok();
            faults.order(Deed.FAIL, set);
            assertThat(product.attach("plugin:stop patcher:lora").refusal(1)).contains(FULL);
            assertThat(faults.done()).isEqualTo(1);
            faults.orderNothing("after the stop");
            product.attach("train:resume").ok();
            product.advances();
            Untouched.assertSame(home.run("stopped"), product.finish());
        }
        assertThat(home.run("stopped").report().outcomes()).containsExactly("rolled_back");
    }

    private Answer upgrade(Product product) {
        version++;
        return product.attach("plugin:upgrade --shadow 0 --probation 2 " + BUNDLES.stream()
                .map(bundle -> PluginCopy.of(bundle).version("0.2." + version).in(folder).toString())
                .collect(Collectors.joining(" ")));
    }

    private static void back(Product product) {
        product.attach("plugin:rollback --probation 2 " + String.join(" ", BUNDLES)).ok();
        assertThat(versions(product)).containsOnly(OLD);
    }

    private static List<String> versions(Product product) {
        List<String> lines = product.attach("plugin:list").ok().out().lines().filter(line ->
                line.startsWith("patcher:lora ") || line.startsWith("patcher:chunkedloss ")
                        || line.startsWith("logger:jsonl ")).toList();
        assertThat(lines).hasSize(BUNDLES.size()).allMatch(line -> line.split(" +", -1)[2].equals("active"));
        return lines.stream().map(line -> line.split(" +", -1)[1]).toList();
    }
}
