package org.athanor.training.config;

import java.util.List;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.config.SectionReader;

/**
 * The {@code trainer}, {@code eval} and {@code checkpoint} sections.
 *
 * @param maxSteps steps in all
 * @param batchSize rows per step
 * @param microBatch rows per micro-batch; the unit of parallel work, part of what determines the result
 * @param workers worker threads; no part of the result
 * @param seed the run seed, from which all randomness follows
 * @param device {@code auto}, {@code cpu} or {@code cuda}
 * @param schedule how the learning rate changes
 * @param gradientClip largest norm of the gradient of a step; 0 means no clipping
 * @param evalEvery steps between evaluations; 0 means never
 * @param evalBatches micro-batches of held-out text per evaluation, each of {@code batchSize} rows
 * @param checkpointEvery steps between checkpoints; 0 means only at the end
 * @param checkpointsKept how many checkpoints are kept
 */
public record TrainerConfig(long maxSteps, int batchSize, int microBatch, int workers, long seed, String device,
        Schedule schedule, double gradientClip, long evalEvery, int evalBatches, long checkpointEvery,
        int checkpointsKept) {

    /** Beyond these a number is a slip: what it asks for fits into no machine. */
    private static final int MOST_ROWS = 1 << 20;
    private static final int MOST_WORKERS = 1 << 10;

    /** Reads the sections out of a whole run file. */
    public static TrainerConfig of(Section root) {
        SectionReader trainer = new SectionReader(root.section("trainer"));
        long maxSteps = trainer.requiredWholeNumber("max_steps", 1);
        int batchSize = trainer.count("batch_size", 16, MOST_ROWS);
        int microBatch = trainer.count("micro_batch", batchSize / 2 + batchSize % 2, MOST_ROWS);
        int workers = trainer.countOr("workers", "auto", MOST_WORKERS)
                .orElse(Runtime.getRuntime().availableProcessors());
        long seed = trainer.wholeNumber("seed", 1337, Long.MIN_VALUE);
        String device = trainer.word("device", "auto", List.of("auto", "cpu", "cuda"));
        Schedule schedule = Schedule.of(trainer);
        double clip = trainer.real("gradient_clip", 1.0, value -> value >= 0, "a finite number of at least 0");
        trainer.finish();
        if (microBatch > batchSize) {
            throw new ProblemException(Problem.of(Kind.CONFIGURATION,
                    "'trainer.micro_batch' is " + microBatch + ", more than the batch_size of " + batchSize,
                    root.section("trainer").where(), "give it at most " + batchSize));
        }
        SectionReader eval = new SectionReader(root.section("eval"));
        long evalEvery = eval.wholeNumber("every", 0, 0);
        int evalBatches = eval.count("batches", 20, MOST_ROWS);
        eval.finish();
        SectionReader checkpoint = new SectionReader(root.section("checkpoint"));
        long checkpointEvery = checkpoint.wholeNumber("every", 0, 0);
        int kept = checkpoint.count("keep", 3, MOST_ROWS);
        checkpoint.finish();
        return new TrainerConfig(maxSteps, batchSize, microBatch, workers, seed, device, schedule, clip, evalEvery,
                evalBatches, checkpointEvery, kept);
    }
}
