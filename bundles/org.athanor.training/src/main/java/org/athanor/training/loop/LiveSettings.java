package org.athanor.training.loop;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.athanor.exchange.work.LiveSetting;
import org.athanor.training.state.Progress;
import org.athanor.training.state.Progress.Settings;

/** The settings of a trainer that may change while it runs. */
final class LiveSettings {

    private LiveSettings() {
    }

    /** {@code jumps}: hears when another setting than the learning rate changes the rate of the next step. */
    static List<LiveSetting> of(TrainingState state, Consumer<RateJump> jumps) {
        return List.of(
                LiveSetting.real("trainer.learning_rate", () -> settings(state).schedule().peak(),
                        rate -> rate > 0 && Double.isFinite(settings(state).schedule().withPeak(rate).minimum()),
                        "a finite number above 0", rate -> change(state, now -> new Settings(now.maxSteps(),
                                now.schedule().withPeak(rate), now.gradientClip(), now.evalEvery(),
                                now.checkpointEvery()))),
                LiveSetting.whole("trainer.max_steps", () -> settings(state).maxSteps(),
                        () -> state.progress().step(), steps -> {
                            double before = nextRate(state);
                            change(state, now -> new Settings(steps, now.schedule(), now.gradientClip(),
                                    now.evalEvery(), now.checkpointEvery()));
                            double after = nextRate(state);
                            if (before != after) {
                                jumps.accept(new RateJump(before, after, steps));
                            }
                        }),
                LiveSetting.real("trainer.gradient_clip", () -> settings(state).gradientClip(), clip -> clip >= 0,
                        "a finite number of at least 0", clip -> change(state, now -> new Settings(now.maxSteps(),
                                now.schedule(), clip, now.evalEvery(), now.checkpointEvery()))),
                LiveSetting.whole("eval.every", () -> settings(state).evalEvery(), () -> 0L,
                        every -> change(state, now -> new Settings(now.maxSteps(), now.schedule(),
                                now.gradientClip(), every, now.checkpointEvery()))),
                LiveSetting.whole("checkpoint.every", () -> settings(state).checkpointEvery(), () -> 0L,
                        every -> change(state, now -> new Settings(now.maxSteps(), now.schedule(),
                                now.gradientClip(), now.evalEvery(), every))));
    }

    /**
     * The learning rate of the next step is another one.
     *
     * @param before what it would have been
     * @param after what it is
     * @param steps the steps that the schedule goes over now
     */
    record RateJump(double before, double after, long steps) {

        @Override
        public String toString() {
            return "the learning rate of the next step is %.3g instead of %.3g: the schedule goes over %d steps now"
                    .formatted(after, before, steps);
        }
    }

    private static double nextRate(TrainingState state) {
        return settings(state).learningRate(state.progress().step());
    }

    private static Settings settings(TrainingState state) {
        return state.progress().settings();
    }

    private static void change(TrainingState state, UnaryOperator<Settings> change) {
        Progress now = state.progress();
        state.advance(now.with(change.apply(now.settings())));
    }
}
