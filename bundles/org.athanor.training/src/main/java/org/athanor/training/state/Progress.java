package org.athanor.training.state;

import org.athanor.training.config.Schedule;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.Cursor;

/**
 * The numbers of a session, besides its tensors: where it stands and the settings that may change while it runs.
 *
 * @param step completed steps
 * @param tokens training tokens so far
 * @param cursor the next window of the data
 * @param trainLoss the loss of the last step; NaN before the first
 * @param evalLoss the newest loss on held-out text; NaN before the first
 * @param settings the live settings
 */
public record Progress(long step, long tokens, Cursor cursor, double trainLoss, double evalLoss, Settings settings) {

    /**
     * Settings that may change while a session runs.
     *
     * @param maxSteps steps in all
     * @param schedule the learning rate schedule
     * @param gradientClip largest norm of a gradient; 0 means no clipping
     * @param evalEvery steps between evaluations; 0 means never
     * @param checkpointEvery steps between checkpoints; 0 means only at the end
     */
    public record Settings(long maxSteps, Schedule schedule, double gradientClip, long evalEvery,
            long checkpointEvery) {

        /** Returns the settings of a run file. */
        public static Settings of(TrainerConfig config) {
            return new Settings(config.maxSteps(), config.schedule(), config.gradientClip(), config.evalEvery(),
                    config.checkpointEvery());
        }

        /** Returns the learning rate of the step after {@code step} completed ones. */
        public double learningRate(long step) {
            return schedule.rate(step, maxSteps);
        }
    }

    /** Returns the progress of a session that has not begun. */
    public static Progress start(TrainerConfig config) {
        return new Progress(0, 0, Cursor.START, Double.NaN, Double.NaN, Settings.of(config));
    }

    /** Returns the progress after one more step. */
    public Progress after(double loss, long stepTokens, Cursor next) {
        return new Progress(step + 1, tokens + stepTokens, next, loss, evalLoss, settings);
    }

    /** Returns this progress with a newer loss on held-out text. */
    public Progress evaluated(double loss) {
        return new Progress(step, tokens, cursor, trainLoss, loss, settings);
    }

    /** Returns this progress with other settings. */
    public Progress with(Settings changed) {
        return new Progress(step, tokens, cursor, trainLoss, evalLoss, changed);
    }
}
