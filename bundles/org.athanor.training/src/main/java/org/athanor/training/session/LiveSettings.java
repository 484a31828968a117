package org.athanor.training.session;

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

    private static final List<String> KEYS = List.of("trainer.learning_rate", "trainer.max_steps",
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
                        now.schedule().withPeak(number(key, value, rate -> rate > 0)), now.gradientClip(),
                        now.evalEvery(), now.checkpointEvery()));
                case "trainer.max_steps" -> changed(progress, now.maxSteps(), new Settings(
                        whole(key, value, progress.step()), now.schedule(), now.gradientClip(), now.evalEvery(),
                        now.checkpointEvery()));
                case "trainer.gradient_clip" -> changed(progress, now.gradientClip(), new Settings(now.maxSteps(),
                        now.schedule(), number(key, value, clip -> clip >= 0), now.evalEvery(),
                        now.checkpointEvery()));
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

    private static Result<Change> changed(Progress progress, Number before, Settings settings) {
        return Result.ok(new Change(progress.with(settings), String.valueOf(before)));
    }

    private static long whole(String key, String value, long least) {
        return (long) number(key, value, number -> number >= least && number == Math.rint(number));
    }

    private static double number(String key, String value, Predicate<Double> range) {
        try {
            double number = Double.parseDouble(value);
            if (range.test(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value);
        }
        throw wrong(key, value);
    }

    private static ProblemException wrong(String key, String value) {
        return new ProblemException(Problem.of(Kind.USAGE, "'" + key + "' cannot be " + value, "",
                "give it a number in its range"));
    }
}
