package org.athanor.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.training.TrainingStatus;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    @Test
    void fillsTheBarWithTheSteps() {
        assertThat(ProgressLine.line("run 1 of 2", status(600), training(1.4321), 100))
                .isEqualTo("run 1 of 2 [###############---------------] 600/1200  loss 1.432  24,123 tokens/s");
        assertThat(ProgressLine.line("run 1 of 2", status(0), training(Double.NaN), 40))
                .isEqualTo("run 1 of 2 [-------------------] 0/1200");
    }

    @Test
    void leavesTheBarOutWhereThereIsNoRoom() {
        assertThat(ProgressLine.line("run 1 of 2", status(600), training(1.4321), 50))
                .isEqualTo("run 1 of 2 600/1200  loss 1.432  24,123 tokens/s");
    }

    @Test
    void endsWithTheLossOnHeldOutText() {
        assertThat(ProgressLine.end("run 1 of 2", status(600), training(1.4321)))
                .isEqualTo("run 1 of 2 stopped after 600 steps, loss 1.5000 on held-out text");
    }

    private static SessionStatus status(long step) {
        return new SessionStatus("demo", "training", SessionStatus.State.STOPPED, step, 1200, 1, "", Map.of());
    }

    private static Optional<TrainingStatus> training(double loss) {
        return Optional.of(new TrainingStatus(460_800, loss, 1.5, 1e-3, 24_123.4));
    }
}
