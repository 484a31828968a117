package org.athanor.itests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a run of the standard run file comes to when nobody touches it. Such runs are made once per batch size and
 * number of steps.
 *
 * @param sha256 the hash of its parameters
 * @param metrics its metrics file
 * @param checkpoint the files of its last checkpoint
 */
public record Untouched(String sha256, String metrics, Map<String, String> checkpoint) {

    private static final Map<Length, Untouched> MADE = new ConcurrentHashMap<>();

    private record Length(int batch, long steps) {
    }

    /** Returns the untouched run of so many steps. */
    public static Untouched run(long steps) {
        return run(Home.BATCH, steps);
    }

    private static Untouched run(int batch, long steps) {
        return MADE.computeIfAbsent(new Length(batch, steps), length -> make(batch, steps));
    }

    private static Untouched make(int batch, long steps) {
        try {
            Home home = Home.in(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "untouched-"), batch);
            Product.execute(home, "run", "run.yaml", "--id", "untouched", "--set", "trainer.max_steps=" + steps).ok();
            Run run = home.run("untouched");
            return new Untouched(run.report().sha256(), run.metrics(), run.checkpointFiles(steps));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Checks that a run came to the same: parameters, and metrics and the last checkpoint byte for byte. */
    public static void assertSame(Run run, long steps) {
        assertSame(run, Home.BATCH, steps);
    }

    /** Checks the same of a run with another batch size. */
    public static void assertSame(Run run, int batch, long steps) {
        Report report = run.report();
        assertThat(report.status()).isEqualTo("completed");
        assertThat(report.steps()).isEqualTo(steps);
        assertThat(report.sha256()).isEqualTo(run(batch, steps).sha256());
        assertThat(run.metrics()).isEqualTo(run(batch, steps).metrics());
        assertThat(run.checkpointFiles(steps)).isEqualTo(run(batch, steps).checkpoint());
    }
}
