package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Report.Swap;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose plugins are exchanged comes to the same bits as one that nobody touched. */
class SwapExactnessIT {

    /** All but the metrics: their logger writes nothing while it is stopped. */
    private static final List<String> IN_PLACE = Home.PLUGINS.stream().filter(bundle -> !bundle.endsWith("jsonl"))
            .toList();

    @TempDir
    private Path folder;

    @Test
    void anUpgradeOfEveryKindLeavesTheRunTheSame() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "swapped")) {
            for (String bundle : Home.PLUGINS) {
                product.upgrade(PluginCopy.of(bundle).version("0.2.0").in(folder));
                product.advances();
                assertThat(product.attach("model:generate --tokens 4 hello").ok().out()).isNotBlank();
            }
            Untouched.assertSame(home.run("swapped"), product.finish());
        }
        Report report = home.run("swapped").report();
        assertThat(report.swaps()).hasSameSizeAs(Home.PLUGINS).extracting(Swap::outcome, Swap::from, Swap::to)
                .containsOnly(tuple("committed", "0.1.0", "0.2.0"));
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
    }

    @Test
    void updatingAndRestartingBundlesInPlaceLeavesTheRunTheSame() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "updated")) {
            for (String bundle : IN_PLACE) {
                long generation = generation(product);
                long id = product.bundleOf(bundle);
                Path jar = PluginCopy.of(bundle).version("0.2.0").in(folder);
                product.attach("felix:update " + id + " " + jar.toUri()).ok();
                awaitGeneration(product, generation + 1);
                product.advances();
                product.attach("felix:stop " + id).ok();
                product.attach("felix:start " + id).ok();
                awaitGeneration(product, generation + 2);
                product.advances();
                assertThat(product.attach("plugin:info " + bundle).ok().out()).contains("0.2.0 active");
            }
            Untouched.assertSame(home.run("updated"), product.finish());
        }
        assertThat(home.run("updated").report().failedCalls()).isZero();
    }

    /** What comes back is made ready beside the run, which goes on meanwhile if it can do without. */
    private static void awaitGeneration(Product product, long number) {
        while (generation(product) < number) {
            Thread.onSpinWait();
        }
    }

    private static long generation(Product product) {
        String status = product.attach("train:status").ok().out();
        Matcher generation = Pattern.compile("generation +(\\d+)").matcher(status);
        assertThat(generation.find()).as(status).isTrue();
        return Long.parseLong(generation.group(1));
    }

    @Test
    void aLoggerThatIsRestartedInPlaceMissesStepsButRepeatsNone() throws InterruptedException {
        Home home = Home.in(folder);
        long steps;
        try (Product product = Product.training(home, "restarted")) {
            long id = product.bundleOf("org.athanor.log.jsonl");
            product.attach("felix:stop " + id).ok();
            product.advances();
            // What else happens meanwhile does not wait for it.
            product.upgrade(PluginCopy.of("org.athanor.patcher.lora").version("0.2.0").in(folder));
            product.attach("felix:update " + product.bundleOf("org.athanor.tokenizer.byte") + " "
                    + PluginCopy.of("org.athanor.tokenizer.byte").version("0.2.0").in(folder).toUri()).ok();
            product.advances();
            product.attach("felix:start " + id).ok();
            product.advances();
            steps = product.finish();
        }
        assertThat(home.run("restarted").report().sha256()).isEqualTo(Untouched.run(steps).sha256());
        List<String> written = home.run("restarted").metrics().lines().toList();
        List<String> all = Untouched.run(steps).metrics().lines().toList();
        assertThat(all).containsSubsequence(written).hasSizeGreaterThan(written.size());
        assertThat(written).last().isEqualTo(all.get(all.size() - 1));
    }

    @Test
    void aJarInTheDeployFolderIsBroughtInAndLeavesTheRunTheSame() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "deployed")) {
            PluginCopy.of("org.athanor.patcher.lora").version("0.2.0").in(home.root().resolve("deploy"));
            product.prints(line -> line.startsWith("patcher:lora 0.1.0 -> 0.2.0 committed"), "the exchange");
            product.advances();
            Untouched.assertSame(home.run("deployed"), product.finish());
        }
        assertThat(home.run("deployed").report().outcomes()).containsExactly("committed");
        assertThat(home.run("deployed").report().loadersAlive()).isZero();
    }
}
