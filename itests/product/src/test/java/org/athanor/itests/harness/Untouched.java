package org.athanor.itests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a run of the standard run file comes to when nobody touches it. Such runs are made once per number of steps.
 *
 * @param sha256 the hash of its parameters
 * @param metrics its metrics file
 */
public record Untouched(String sha256, String metrics) {

    private static final Map<Long, Untouched> BY_STEPS = new ConcurrentHashMap<>();

    /** Returns the untouched run of so many steps. */
    public static Untouched run(long steps) {
        return BY_STEPS.computeIfAbsent(steps, Untouched::make);
    }

    private static Untouched make(long steps) {
        try {
            Home home = Home.in(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "untouched-"));
            Product.execute(home, "run", "run.yaml", "--id", "untouched", "--set", "trainer.max_steps=" + steps).ok();
            Run run = home.run("untouched");
            return new Untouched(run.report().sha256(), run.metrics());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Checks that a run came to the same: parameters, and metrics byte for byte. */
    public static void assertSame(Run run, long steps) {
        Report report = run.report();
        assertThat(report.status()).isEqualTo("completed");
        assertThat(report.steps()).isEqualTo(steps);
        assertThat(report.sha256()).isEqualTo(run(steps).sha256());
        assertThat(run.metrics()).isEqualTo(run(steps).metrics());
    }
}
