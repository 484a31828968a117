package org.athanor.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestName;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.framework.BundleContext;

/** How runs go on from their checkpoints and their ledgers. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ResumedRunsIT {

    private static final int PATIENCE = 120_000;
    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 16, context: 16}
            data: {path: %s}
            trainer: {max_steps: 30, batch_size: 2, micro_batch: 1, workers: 1, seed: 7, schedule: constant}
            checkpoint: {every: 10}
            plugins: [-console]
            """;

    @Rule
    public final TestName name = new TestName();
    @Inject
    @Filter(timeout = PATIENCE)
    private Sessions sessions;
    @Inject
    @Filter(timeout = PATIENCE)
    private Ledgers ledgers;
    @Inject
    private BundleContext context;
    private Path text;
    private Path run;

    @Configuration
    public Option[] product() throws IOException {
        return CoreOptions.options(ProductOptions.product());
    }

    @Before
    public void write() throws IOException {
        Streams.register(context);
        Path folder = Files.createTempDirectory(Path.of(context.getProperty("athanor.home")), "test");
        text = Files.writeString(folder.resolve("text.txt"), "The furnace never goes out.\n".repeat(200));
        run = Files.writeString(folder.resolve("run.yaml"), RUN.formatted(text));
    }

    @Test
    public void aRunThatGoesBackLeavesItsLaterCheckpointsBehind() throws Exception {
        Session first = start("");
        first.await();
        assertEquals(List.of(10L, 20L, 30L), checkpoints(first));

        Session back = resume(Map.of("resume.step", "10", "trainer.max_steps", "15", "checkpoint.keep", "1"));
        assertEquals(15, back.await().steps());
        assertEquals(List.of(15L), checkpoints(back));
        assertTrue(ledger(back).contains("\"checkpoints\":[20,30]"));

        RunReport on = resume(Map.of("trainer.max_steps", "20")).await();
        assertEquals(20, on.steps());
        assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), losses(back));
    }

    @Test
    public void aRunThatDiedAsItLeftCheckpointsBehindStillGoesBack() throws Exception {
        Session first = start("");
        first.await();
        try (Ledger ledger = ledgers.open(first.directory().resolve("ledger.jsonl")).unwrap()) {
            ledger.append("abandoned", Map.of("step", 10, "checkpoints", List.of(20, 30))).unwrap();
        }
        Session back = resume(Map.of("trainer.max_steps", "15"));
        assertEquals(15, back.await().steps());
        assertEquals(List.of(10L, 15L), checkpoints(back));
    }

    private Session start(String suffix) {
        return sessions.start(run, Map.of(), Optional.of(name.getMethodName() + suffix)).unwrap();
    }

    private Session resume(Map<String, String> overrides) {
        return sessions.resume(name.getMethodName(), overrides).unwrap();
    }

    private static List<Long> checkpoints(Session session) throws IOException {
        try (Stream<Path> steps = Files.list(session.directory().resolve("checkpoints"))) {
            return steps.map(step -> Long.valueOf(step.getFileName().toString().replace("step-", ""))).sorted()
                    .toList();
        }
    }

    private static String ledger(Session session) throws IOException {
        return Files.readString(session.directory().resolve("ledger.jsonl"));
    }

    /** The steps of which the metrics have a loss. */
    private static List<Long> losses(Session session) throws IOException {
        return Files.readAllLines(session.directory().resolve("metrics.jsonl")).stream()
                .filter(line -> line.contains("\"train/loss\""))
                .map(line -> Long.valueOf(line.replaceAll(".*\"step\":(\\d+).*", "$1"))).toList();
    }
}
