package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.Result;
import org.athanor.torch.Torch;
import org.athanor.training.config.Schedule;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.Cursor;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress.Settings;
import org.athanor.training.state.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveSettingsTest {

    private static final Progress NOW = new Progress(50, 700, Cursor.START, 1, 1,
            new Settings(100, new Schedule("cosine", 1e-3, 1e-4, 0), 1, 10, 20));

    private final List<LiveSettings.RateJump> jumps = new ArrayList<>();

    private static TrainingState at(Progress progress) {
        return new TrainingState(new TrainerConfig(100, 4, 2, 1, 5, "cpu", new Schedule("constant", 0.05, 0, 0), 1, 0,
                1, 0, 1), Torch.device("cpu"), progress, ModelState.empty(), Map.of());
    }

    private Result<String> set(TrainingState state, String key, String value) {
        return LiveSettings.of(state, jumps::add).stream().filter(setting -> setting.key().equals(key)).findFirst()
                .orElseThrow().set(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "trainer.gradient_clip | Infinity | give it a finite number of at least 0",
        "trainer.gradient_clip | NaN | give it a finite number of at least 0",
        "trainer.gradient_clip | -1 | give it a finite number of at least 0",
        "trainer.learning_rate | 1e999 | give it a finite number above 0",
        "trainer.learning_rate | 0 | give it a finite number above 0",
        "trainer.max_steps | 49 | give it a whole number of at least 50",
        "trainer.max_steps | 1e30 | give it a whole number of at least 50",
        "eval.every | 1.5 | give it a whole number of at least 0",
        "checkpoint.every | many | give it a whole number of at least 0"})
    void whatIsOutOfItsRangeIsRefusedWithTheRange(String key, String value, String remedy) {
        assertThat(set(at(NOW), key, value).failure().orElseThrow().message())
                .isEqualTo("'" + key + "' cannot be " + value + "; " + remedy);
    }

    @Test
    void aScheduleThatGoesOverMoreStepsTellsThatTheRateJumps() {
        TrainingState state = at(NOW);
        set(state, "trainer.learning_rate", "2e-3").unwrap();
        assertThat(jumps).isEmpty();
        set(state, "trainer.max_steps", "200").unwrap();
        assertThat(jumps).singleElement().hasToString("the learning rate of the next step is 0.00174 instead of "
                + "0.00110: the schedule goes over 200 steps now");
        TrainingState constant = at(NOW.with(new Settings(100, new Schedule("constant", 1e-3, 0, 0), 1, 10, 20)));
        set(constant, "trainer.max_steps", "200").unwrap();
        assertThat(jumps).hasSize(1);
    }

    @Test
    void wholeNumbersAreExact() {
        TrainingState state = at(NOW);
        assertThat(set(state, "trainer.max_steps", "9007199254740993").unwrap()).isEqualTo("100");
        assertThat(state.progress().settings().maxSteps()).isEqualTo(9007199254740993L);
        set(state, "eval.every", "1e3").unwrap();
        assertThat(state.progress().settings().evalEvery()).isEqualTo(1000);
    }

    @Test
    void aLearningRateThatIsTheSameChangesNoBitOfTheSchedule() {
        Settings odd = new Settings(100, new Schedule("cosine", 0.3, 0.001 / 17, 0), 1, 10, 20);
        TrainingState state = at(NOW.with(odd));
        set(state, "trainer.learning_rate", "0.3").unwrap();
        assertThat(state.progress().settings()).isEqualTo(odd);
    }
}
