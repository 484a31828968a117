package org.athanor.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
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
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.util.Filter;

/** How runs go on from their checkpoints and their ledgers. */
public class ResumedRunsIT extends ContainerTest {

    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 16, context: 16}
            data: {path: %s}
            trainer: {max_steps: 30, batch_size: 2, micro_batch: 1, workers: 1, seed: 7, schedule: constant}
            checkpoint: {every: 10}
            plugins: [-console]
            """;
    private static final String PARAMETERS = "parameters_sha256";

    @Inject
    @Filter(timeout = PATIENCE)
    private Ledgers ledgers;
    private Path run;

    @Before
    public void write() throws IOException {
        run = runFile(RUN.formatted(text));
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

    @Test
    public void settingsMadeAfterTheLastCheckpointAreMadeAgainAtTheirSteps() throws Exception {
        Session plain = start("-plain");
        plain.await();
        Session whole = changed(repeat(plain, "-untouched"));
        whole.proceed().unwrap();
        String untouched = whole.await().text(PARAMETERS);
        assertNotEquals(plain.await().text(PARAMETERS), untouched);

        Session cut = changed(repeat(plain, ""));
        cut.advance(17).unwrap();
        lose(cut, 17);
        // Dies again before it comes to the settings.
        Session again = resume(Map.of("trainer.max_steps", "12"));
        assertEquals(12, again.await().steps());
        lose(again, 12);

        assertEquals(untouched, resume(Map.of("trainer.max_steps", "30")).await().text(PARAMETERS));
        assertEquals(List.of("5e-4", "0.25", "5e-4", "0.25"), ledger(cut).lines()
                .filter(line -> line.contains("\"setting\"") && line.contains("\"step\":13"))
                .map(line -> line.replaceAll(".*\"to\":\"([^\"]*)\".*", "$1")).toList());
    }

    @Test
    public void aSettingThatIsChosenAtTheResumptionIsNotMadeAgain() throws Exception {
        Session plain = start("-plain");
        String unchanged = plain.await().text(PARAMETERS);
        Session cut = changed(repeat(plain, ""));
        cut.advance(17).unwrap();
        lose(cut, 17);
        assertEquals(unchanged, resume(Map.of("trainer.learning_rate", "1e-3", "trainer.gradient_clip", "1"))
                .await().text(PARAMETERS));
    }

    @Test
    public void dataThatHasChangedIsToldAndUsedOnlyWhenThatIsWanted() throws Exception {
        Session plain = start("");
        plain.await();
        Path copy = copied(plain, "-copy");
        String before = Files.readString(text);
        Files.writeString(text, before.replaceFirst("T", "t"));

        String change = "data: the training data has changed since %s: record 0 (text.txt@0) reads otherwise; put it ";
        assertEquals(change.formatted("the run began") + "back as it was", sessions.repeat(plain.directory(), Map.of(),
                Optional.of(name.getMethodName() + "-again")).failure().orElseThrow().message());
        assertEquals(change.formatted("checkpoint step-30")
                + "back, or go on with what there is now: --set resume.data=changed",
                sessions.resume(copy.getFileName().toString(), Map.of("trainer.max_steps", "35")).failure()
                        .orElseThrow().message());
        assertNull("plugins that the next resumption would meet", context.getAllServiceReferences(null,
                "(&(athanor.session.id=" + copy.getFileName() + ")(athanor.plugin.name=*))"));
        assertEquals(35, sessions.resume(copy.getFileName().toString(), Map.of("trainer.max_steps", "35",
                "resume.data", "changed")).unwrap().await().steps());

        Files.writeString(text, before);
        repeat(plain, "-again").stop().unwrap();
    }

    /** Text of which a run of thirty steps reads more than two epochs. */
    private Path shortText() throws IOException {
        Path file = folder.resolve("short.txt");
        Files.writeString(file, "A line of text that comes again and again.\n".repeat(12));
        run = runFile(RUN.formatted(file));
        return file;
    }

    @Test
    public void textThatIsWrittenAgainAsItWasIsTheSame() throws Exception {
        Path file = shortText();
        Session plain = start("-plain");
        plain.await();
        Session session = repeat(plain, "");
        session.advance(3).unwrap();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        session.proceed().unwrap();
        assertEquals(plain.await().text(PARAMETERS), session.await().text(PARAMETERS));
    }

    @Test
    public void aRunThatFailedBecauseItsDataChangedDoesNotGoOnWithThat() throws Exception {
        Path file = shortText();
        Session plain = start("-plain");
        plain.await();
        Session session = repeat(plain, "");
        session.advance(3).unwrap();
        String before = Files.readString(file);
        Files.writeString(file, before.replace('e', 'a'));
        session.proceed().unwrap();
        assertEquals("failed", session.await().status());
        String refusal = sessions.resume(name.getMethodName(), Map.of()).failure().orElseThrow().message();
        assertTrue(refusal, refusal.startsWith("data: the training data has changed since checkpoint step-"));

        Files.writeString(file, before);
        assertEquals(plain.await().text(PARAMETERS), resume(Map.of()).await().text(PARAMETERS));
    }

    @Test
    public void aStartThatFailsLetsEverythingGoAndLeavesWhatWasThere() throws IOException {
        Path runs = Files.createDirectories(Path.of(context.getProperty("athanor.home")).resolve("runs"));
        Path file = Files.writeString(runs.resolve(name.getMethodName() + "-file"), "mine");
        String problem = sessions.start(run, Map.of(), Optional.of(file.getFileName().toString())).failure()
                .orElseThrow().message();
        assertEquals(file + ": the run folder cannot be written: there is a file in its place", problem);
        assertEquals("mine", Files.readString(file));

        // In the way of what is written last, after the first generation was built.
        Path taken = runs.resolve(name.getMethodName());
        Files.createDirectories(taken.resolve("feature.json/mine"));
        assertTrue(!sessions.start(run, Map.of(), Optional.of(name.getMethodName())).isOk());
        try (Stream<Path> left = Files.walk(taken)) {
            assertEquals(List.of("", "feature.json", "feature.json/mine"),
                    left.map(path -> taken.relativize(path).toString()).sorted().toList());
        }
        assertEquals(List.of(), Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(thread -> thread.startsWith(name.getMethodName() + "-g1-")).toList());
    }

    /** Copies the folder of a run; another name has plugins of its own, as in another process. */
    private static Path copied(Session session, String suffix) throws IOException {
        Path from = session.directory();
        Path to = from.resolveSibling(from.getFileName() + suffix);
        try (Stream<Path> parts = Files.walk(from)) {
            for (Path part : parts.toList()) {
                Files.copy(part, to.resolve(from.relativize(part).toString()));
            }
        }
        return to;
    }

    /** Changes two settings after step 13. */
    private static Session changed(Session session) {
        session.advance(13).unwrap();
        session.set("trainer.learning_rate", "5e-4").unwrap();
        session.set("trainer.gradient_clip", "0.25").unwrap();
        return session;
    }

    /** Ends a session and takes its last checkpoint away, as if its process had died before it. */
    private static void lose(Session session, long step) throws IOException {
        session.stop().unwrap();
        try (Stream<Path> parts = Files.walk(session.directory().resolve("checkpoints/step-" + step))) {
            for (Path part : parts.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(part);
            }
        }
    }

    private Session repeat(Session plain, String suffix) {
        return sessions.repeat(plain.directory(), Map.of(), Optional.of(name.getMethodName() + suffix)).unwrap();
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
