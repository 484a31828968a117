package org.athanor.training.config;

import java.util.List;
import org.athanor.exchange.config.SectionReader;

/**
 * A learning rate schedule: linear warm-up from 0 to the peak, then constant, linear or cosine decay to the minimum at
 * the last step (Loshchilov and Hutter 2017 without restarts, as nanoGPT uses it).
 *
 * @param shape {@code constant}, {@code linear} or {@code cosine}
 * @param peak the learning rate after warm-up
 * @param minimum the learning rate at the end of a decay
 * @param warmupSteps steps of warm-up, from 0
 */
public record Schedule(String shape, double peak, double minimum, long warmupSteps) {

    /** So many steps that no run comes to them, and few enough to count on from there. */
    private static final long MOST_STEPS = 1L << 50;
    private static final List<String> SHAPES = List.of("constant", "linear", "cosine");

    static Schedule of(SectionReader trainer) {
        double peak = trainer.real("learning_rate", 1e-3, value -> value > 0, "a finite number above 0");
        String shape = trainer.word("schedule", "cosine", SHAPES);
        double minimum = trainer.real("min_learning_rate", peak / 10, value -> value >= 0,
                "a finite number of at least 0");
        long warmup = trainer.wholeNumber("warmup_steps", 0, 0, MOST_STEPS);
        return new Schedule(shape, peak, minimum, warmup);
    }

    /**
     * Returns the learning rate.
     *
     * @param step completed steps, from 0
     * @param maxSteps steps in all
     */
    public double rate(long step, long maxSteps) {
        if (step < warmupSteps) {
            return peak * (step + 1) / (warmupSteps + 1);
        }
        double progress = Math.min(1, (double) (step - warmupSteps) / Math.max(1, maxSteps - warmupSteps));
        return switch (shape) {
            case "linear" -> peak + (minimum - peak) * progress;
            case "cosine" -> minimum + 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress)) * (peak - minimum);
            default -> peak;
        };
    }

    /** Returns this schedule scaled to another peak; the minimum keeps its ratio to the peak. */
    public Schedule withPeak(double newPeak) {
        // Scaling the minimum by a quotient of 1 may still round.
        return newPeak == peak ? this : new Schedule(shape, newPeak, minimum * newPeak / peak, warmupSteps);
    }
}
