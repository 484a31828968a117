package org.athanor.log.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.athanor.api.metrics.Metric;
import org.athanor.api.plugin.Health;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.state.StateSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesLoggerTest {

    @TempDir
    private Path folder;
    private Path file;
    private JsonLinesLogger logger;

    @BeforeEach
    void create() {
        file = folder.resolve("run/metrics.jsonl");
        logger = new JsonLinesLogger(file, false, Optional.empty());
    }

    @Test
    void writesOneObjectPerLineWithTagsInNameOrder() {
        logger.metrics(3, 10, List.of(Metric.of(3, "train/loss", 4.25), new Metric(3, "eval/\"loss\"", 1e-4,
                Metric.Source.COMPUTATION, Map.of("split", "held out", "a", "\u20ac\n"))));
        logger.flush();

        assertThat(file).hasContent("""
                {"step":3,"name":"train/loss","value":4.25,"tags":{}}
                {"step":3,"name":"eval/\\"loss\\"","value":1.0E-4,"tags":{"a":"\u20ac\\n","split":"held out"}}
                """);
    }

    @Property(tries = 300)
    void valuesReadBackAsTheSameBits(@ForAll double value) {
        String text = new MetricLine().of(Metric.of(1, "m", value));
        JsonObject line = Json.createReader(new StringReader(text)).readObject();

        assertThat(Double.doubleToRawLongBits(Double.parseDouble(line.getJsonNumber("value").toString())))
                .isEqualTo(Double.doubleToRawLongBits(value));
    }

    @Test
    void theSignOfZeroAndTheWidestValuesAreKept() {
        MetricLine lines = new MetricLine();

        assertThat(lines.of(Metric.of(1, "m", -0.0))).contains("\"value\":-0.0,");
        assertThat(lines.of(Metric.of(1, "m", Double.MIN_VALUE))).contains("\"value\":4.9E-324,");
    }

    @Test
    void valuesThatJsonDoesNotHaveAreStrings() {
        MetricLine lines = new MetricLine();

        assertThat(lines.of(Metric.of(1, "m", Double.NaN))).contains("\"value\":\"NaN\",");
        assertThat(lines.of(Metric.of(1, "m", Double.NEGATIVE_INFINITY))).contains("\"value\":\"-Infinity\",");
    }

    @Test
    void leavesOutWhatTheClockMeasuredUnlessAsked() {
        List<Metric> metrics = List.of(Metric.measured(1, "clock/step_ms", 5), Metric.of(1, "train/loss", 1));
        logger.metrics(1, 1, metrics);
        logger.flush();
        Path other = folder.resolve("all.jsonl");
        JsonLinesLogger timing = new JsonLinesLogger(other, true, Optional.empty());
        timing.metrics(1, 1, metrics);
        timing.flush();

        assertThat(file).content().hasLineCount(1).contains("train/loss");
        assertThat(other).content().hasLineCount(2).contains("clock/step_ms");
    }

    @Test
    void touchesNothingBeforeTheFirstWrite() throws IOException {
        logger.flush();
        logger.close();

        assertThat(file.getParent()).doesNotExist();
        assertThat(logger.snapshot()).isEqualTo(new StateSnapshot("jsonl.offset", 1, "{\"bytes\":0}"));
    }

    @Test
    void aRunThatIsKilledAndResumedWritesTheSameFileAsOneThatIsNot() {
        steps(logger, 1, 5);
        StateSnapshot checkpoint = logger.snapshot();
        steps(logger, 6, 8);
        logger.flush();

        JsonLinesLogger resumed = new JsonLinesLogger(file, false, Optional.empty());
        resumed.restore(checkpoint).unwrap();
        steps(resumed, 6, 10);
        resumed.flush();

        assertThat(file).hasContent(expected(10));
    }

    @Test
    void restoringChangesNothingUntilItWrites() {
        steps(logger, 1, 2);
        StateSnapshot early = logger.snapshot();
        steps(logger, 3, 4);
        logger.flush();

        JsonLinesLogger standby = new JsonLinesLogger(file, false, Optional.empty());
        standby.restore(early).unwrap();

        assertThat(file).hasContent(expected(4));
    }

    @Test
    void anExchangeGoesOnAtTheSamePlaceAndSoDoesTheWayBack() throws IOException {
        steps(logger, 1, 3);
        JsonLinesLogger successor = new JsonLinesLogger(file, false, Optional.empty());
        successor.restore(logger.snapshot()).unwrap();
        steps(successor, 4, 6);
        logger.restore(successor.snapshot()).unwrap();
        successor.close();
        steps(logger, 7, 9);
        logger.flush();

        assertThat(file).hasContent(expected(9));
    }

    @Test
    void anInstanceThatWasTurnedDownTouchesTheFileNoMore() throws IOException {
        steps(logger, 1, 3);
        StateSnapshot handedOver = logger.snapshot();
        JsonLinesLogger successor = new JsonLinesLogger(file, false, Optional.empty());
        successor.restore(handedOver).unwrap();
        steps(successor, 4, 6);
        JsonLinesLogger idle = new JsonLinesLogger(file, false, Optional.empty());
        idle.restore(handedOver).unwrap();

        logger.restore(handedOver).unwrap();
        steps(logger, 4, 9);
        logger.flush();
        successor.close();
        idle.close();

        assertThat(file).hasContent(expected(9));
    }

    @Test
    void theOldInstanceGoesOnAtTheEndWhenItsSuccessorHandsNothingBack() {
        steps(logger, 1, 3);
        logger.flush();
        JsonLinesLogger successor = new JsonLinesLogger(file, false, Optional.empty());
        successor.restore(logger.snapshot()).unwrap();
        steps(successor, 4, 6);
        successor.flush();
        steps(logger, 7, 9);
        logger.flush();

        assertThat(file).hasContent(expected(9));
    }

    @Test
    void withoutAStateItAppendsAndEndsAHalfLine() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, expected(1) + "{\"step\":2,\"na");
        steps(logger, 2, 2);
        logger.flush();

        assertThat(Files.readAllLines(file)).hasSize(3).last().isEqualTo(expected(2).lines().skip(1).findFirst().get());
    }

    @Test
    void aFileThatIsShorterThanItsStateIsAProblem() throws IOException {
        steps(logger, 1, 3);
        StateSnapshot state = logger.snapshot();
        Files.writeString(file, "short");

        assertThat(new JsonLinesLogger(file, false, Optional.empty()).restore(state).failure().orElseThrow().message())
                .startsWith(file + ": the file has 5 bytes, ")
                .endsWith(" had been written; what comes now is added to what there is");
    }

    @Test
    void aFileThatIsMissingIsToldAndBegunAnew() throws IOException {
        steps(logger, 1, 3);
        StateSnapshot state = logger.snapshot();
        Files.delete(file);

        JsonLinesLogger resumed = new JsonLinesLogger(file, false, Optional.empty());
        Problem problem = resumed.restore(state).failure().orElseThrow();
        assertThat(problem.kind()).isEqualTo(Problem.Kind.IO);
        assertThat(problem.message()).contains("the file is missing");
        steps(resumed, 1, 2);
        resumed.flush();
        assertThat(file).hasContent(expected(2));
    }

    @Test
    void refusesAStateThatItDoesNotUnderstand() {
        assertThat(logger.restore(new StateSnapshot("memory.entries", 1, "{}")).failure().orElseThrow().message())
                .isEqualTo("the logger jsonl reads jsonl.offset version 1, not memory.entries version 1");
        assertThat(logger.restore(new StateSnapshot("jsonl.offset", 2, "{\"bytes\":0}")).isOk()).isFalse();
        assertThat(logger.restore(new StateSnapshot("jsonl.offset", 1, "{}")).isOk()).isFalse();
        assertThat(logger.restore(new StateSnapshot("jsonl.offset", 1, "half")).isOk()).isFalse();
    }

    @Test
    void aFileThatCannotBeWrittenIsAProblemThatNamesIt() throws IOException {
        Files.writeString(folder.resolve("run"), "a file where the folder should be");
        steps(logger, 1, 1);

        assertThatThrownBy(logger::flush).isInstanceOf(ProblemException.class)
                .hasMessageStartingWith(file + ": metrics cannot be written: ")
                .hasMessageEndingWith("; make room or set jsonl.path");
    }

    @Test
    void whatCannotBeWrittenIsKeptUntilThereIsRoom() throws IOException {
        Path folderOfTheFile = Files.writeString(folder.resolve("run"), "a file where the folder should be");
        for (int step = 1; step <= 5000; step++) {
            int told = step;
            if (catchThrowable(() -> steps(logger, told, told)) instanceof ProblemException full) {
                assertThat(full.problem().kind()).isEqualTo(Problem.Kind.IO);
            }
        }
        Files.delete(folderOfTheFile);
        steps(logger, 5001, 5002);
        logger.flush();

        assertThat(file).hasContent(expected(5002));
        long flushed = Files.size(file);
        steps(logger, 5003, 7000);
        assertThat(Files.size(file)).as("many lines are written as before").isGreaterThan(flushed);
    }

    @Test
    void aFileThatHasTheMetricsOfAnotherRunIsNotWritten() throws IOException {
        JsonLinesLogger first = shared("a");
        assertThat(first.health().ok()).isTrue();
        steps(first, 1, 3);
        first.flush();

        assertThat(shared("a").health().ok()).isTrue();
        assertThat(shared("b").health()).isEqualTo(Health.bad(file
                + " has the metrics of the run 'run a'; set another jsonl.path, or delete it"));
        Files.delete(file);
        assertThat(shared("b").health().ok()).isTrue();
    }

    private JsonLinesLogger shared(String run) {
        return new JsonLinesLogger(file, false, Optional.of(new SharedFile(file, run, "run " + run)));
    }

    @Test
    void aLongRunIsWrittenAsItGoesAndNotKeptInMemory() {
        steps(logger, 1, 5000);

        assertThat(file).exists();
        logger.flush();
        assertThat(file).hasContent(expected(5000));
    }

    private static void steps(JsonLinesLogger logger, int from, int to) {
        for (int step = from; step <= to; step++) {
            logger.metrics(step, 10, List.of(Metric.of(step, "train/loss", 1.0 / step)));
        }
    }

    private static String expected(int steps) {
        StringBuilder lines = new StringBuilder();
        for (int step = 1; step <= steps; step++) {
            lines.append("{\"step\":").append(step).append(",\"name\":\"train/loss\",\"value\":").append(1.0 / step)
                    .append(",\"tags\":{}}\n");
        }
        return lines.toString();
    }
}
