package org.athanor.training.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.athanor.api.plugin.Result;
import org.athanor.training.config.Schedule;
import org.athanor.training.data.Cursor;
import org.athanor.training.state.Progress;
import org.athanor.training.state.Progress.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveSettingsTest {

    private static final Progress NOW = new Progress(50, 700, Cursor.START, 1, 1,
            new Settings(100, new Schedule("cosine", 1e-3, 1e-4, 0), 1, 10, 20));

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
        assertThat(LiveSettings.change(NOW, key, value).failure().orElseThrow().message())
                .isEqualTo("'" + key + "' cannot be " + value + "; " + remedy);
    }

    @Test
    void wholeNumbersAreExact() {
        Result<LiveSettings.Change> change = LiveSettings.change(NOW, "trainer.max_steps", "9007199254740993");
        assertThat(change.unwrap().progress().settings().maxSteps()).isEqualTo(9007199254740993L);
        assertThat(change.unwrap().before()).isEqualTo("100");
        assertThat(LiveSettings.change(NOW, "eval.every", "1e3").unwrap().progress().settings().evalEvery())
                .isEqualTo(1000);
    }

    @Test
    void aLearningRateThatIsTheSameChangesNoBitOfTheSchedule() {
        Settings odd = new Settings(100, new Schedule("cosine", 0.3, 0.001 / 17, 0), 1, 10, 20);
        assertThat(LiveSettings.change(NOW.with(odd), "trainer.learning_rate", "0.3").unwrap().progress().settings())
                .isEqualTo(odd);
    }
}
