package org.athanor.training.session;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.training.config.Nearest;
import org.athanor.training.state.Progress;
import org.athanor.training.state.Progress.Settings;

/** Settings that may change while a session runs. */
final class LiveSettings {

    /** Their dotted keys. */
    static final List<String> KEYS = List.of("trainer.learning_rate", "trainer.max_steps",
            "trainer.gradient_clip", "eval.every", "checkpoint.every");

    private LiveSettings() {
    }

    /**
     * A changed setting.
     *
     * @param progress the progress with the new value
     * @param before the value before
     */
    record Change(Progress progress, String before) {
    }

    static Result<Change> change(Progress progress, String key, String value) {
        Settings now = progress.settings();
        try {
            return switch (key) {
                case "trainer.learning_rate" -> changed(progress, now.schedule().peak(), new Settings(now.maxSteps(),
                        now.schedule().withPeak(real(key, value, rate -> rate > 0 && Double.isFinite(
                                now.schedule().withPeak(rate).minimum()), "a finite number above 0")),
                        now.gradientClip(), now.evalEvery(), now.checkpointEvery()));
                case "trainer.max_steps" -> changed(progress, now.maxSteps(), new Settings(
                        whole(key, value, progress.step()), now.schedule(), now.gradientClip(), now.evalEvery(),
                        now.checkpointEvery()));
                case "trainer.gradient_clip" -> changed(progress, now.gradientClip(), new Settings(now.maxSteps(),
                        now.schedule(), real(key, value, clip -> clip >= 0, "a finite number of at least 0"),
                        now.evalEvery(), now.checkpointEvery()));
                case "eval.every" -> changed(progress, now.evalEvery(), new Settings(now.maxSteps(), now.schedule(),
                        now.gradientClip(), whole(key, value, 0), now.checkpointEvery()));
                case "checkpoint.every" -> changed(progress, now.checkpointEvery(), new Settings(now.maxSteps(),
                        now.schedule(), now.gradientClip(), now.evalEvery(), whole(key, value, 0)));
                default -> Result.err(Problem.of(Kind.USAGE, "'" + key + "' cannot change while a session runs", "",
                        Nearest.hint(key, KEYS)));
            };
        } catch (ProblemException e) {
            return Result.err(e.problem());
        }
    }

    /** Returns the value under one of the {@link #KEYS}. */
    static String value(Settings settings, String key) {
        return switch (key) {
            case "trainer.learning_rate" -> String.valueOf(settings.schedule().peak());
            case "trainer.max_steps" -> String.valueOf(settings.maxSteps());
            case "trainer.gradient_clip" -> String.valueOf(settings.gradientClip());
            case "eval.every" -> String.valueOf(settings.evalEvery());
            case "checkpoint.every" -> String.valueOf(settings.checkpointEvery());
            default -> throw new IllegalArgumentException(key);
        };
    }

    private static Result<Change> changed(Progress progress, Number before, Settings settings) {
        return Result.ok(new Change(progress.with(settings), String.valueOf(before)));
    }

    private static long whole(String key, String value, long least) {
        String expected = "a whole number of at least " + least;
        try {
            long number = new BigDecimal(value).longValueExact();
            if (number >= least) {
                return number;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(key, value, expected);
        }
        throw wrong(key, value, expected);
    }

    private static double real(String key, String value, Predicate<Double> range, String expected) {
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number) && range.test(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value, expected);
        }
        throw wrong(key, value, expected);
    }

    private static ProblemException wrong(String key, String value, String expected) {
        return new ProblemException(Problem.of(Kind.USAGE, "'" + key + "' cannot be " + value, "",
                "give it " + expected));
    }
}
