package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Jcmd;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges of all kinds leave nothing behind, however many there are. System property {@code athanor.upgrades}. */
class ManyUpgradesIT {

    private static final int SWAPS = Integer.getInteger("athanor.upgrades");
    private static final int SAMPLES = 10;
    /** With fewer exchanges most code is new in both halves, and what is measured says more about the compiler. */
    private static final int MANY = 500;
    /**
     * Bytes that metaspace may grow in the second half: what the virtual machine notes about code that runs more often.
     * Seen: 280 kB with 1,000 exchanges. A loader that stays takes tens.
     */
    private static final long METASPACE = 1 << 20;
    /** Bytes that resident memory may grow in the second half. Seen: 4 MB with 1,000, for compiled code and threads. */
    private static final long RESIDENT = 16 << 20;
    /** The whole heap is resident from the start, so that only other memory can grow. */
    private static final List<String> WHOLE_HEAP = List.of("env",
            "ATHANOR_JAVA_OPTS=-Xms512m -Xmx512m -XX:+AlwaysPreTouch");

    @TempDir
    private Path folder;

    private record Sample(int swaps, long metaspace, long resident) {
    }

    @Test
    void exchangesLeaveNoLoaderAndNoMemoryBehind() throws InterruptedException {
        Home home = Home.in(folder);
        List<Sample> samples = new ArrayList<>();
        try (Product product = Product.start(home, WHOLE_HEAP, "run", "run.yaml", "--id", "many")) {
            product.reaches(Home.TICK);
            for (int swap = 1; swap <= SWAPS; swap++) {
                exchange(product, swap);
                if (swap % (SWAPS / SAMPLES) == 0) {
                    samples.add(sample(product, swap));
                }
            }
            Untouched.assertSame(home.run("many"), product.finish());
        }
        Report report = home.run("many").report();
        samples.forEach(System.out::println);
        System.out.print(new Stalls(report.swaps()).table());
        assertThat(report.outcomes()).hasSize(SWAPS).containsOnly("committed");
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
        if (SWAPS >= MANY) {
            assertThat(grown(samples, Sample::metaspace)).as("growth of metaspace").isLessThan(METASPACE);
            assertThat(grown(samples, Sample::resident)).as("growth of resident memory").isLessThan(RESIDENT);
        }
    }

    /** Compares the most of the second half with the most of the first. */
    private static long grown(List<Sample> samples, ToLongFunction<Sample> amount) {
        int half = samples.size() / 2;
        return samples.subList(half, samples.size()).stream().mapToLong(amount).max().orElseThrow()
                - samples.subList(0, half).stream().mapToLong(amount).max().orElseThrow();
    }

    /** Each plugin in its turn; every fifth exchange takes the one before it back. */
    private void exchange(Product product, int number) {
        if (number % 5 == 0) {
            product.attach("plugin:rollback --probation 1 " + plugin(number - 1)).ok();
        } else {
            Path jar = PluginCopy.of(plugin(number)).version("0.2." + number).in(folder);
            product.attach("plugin:upgrade --shadow 0 --probation 1 " + jar).ok();
        }
    }

    private static String plugin(int number) {
        return Home.PLUGINS.get(number % Home.PLUGINS.size());
    }

    private static Sample sample(Product product, int swaps) throws InterruptedException {
        Jcmd.collect(product);
        return new Sample(swaps, Jcmd.metaspace(product), product.resident());
    }
}
