package org.athanor.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.api.lifecycle.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFilesTest {

    @TempDir
    private Path folder;

    @Test
    void aRepeatedDemoTakesANumberThatNoRunHas() throws IOException {
        DemoFiles files = new DemoFiles(new Home(folder));
        assertThat(files.freeNumber()).isEqualTo(1);
        Files.createDirectories(folder.resolve("runs").resolve(DemoFiles.swapped(1)));
        Files.createDirectories(folder.resolve("runs").resolve(DemoFiles.untouched(2)));
        assertThat(files.freeNumber()).isEqualTo(3);
    }

    @Test
    void writesARunFileWhateverThePathOfTheText() throws IOException {
        Path file = new DemoFiles(new Home(folder)).writeRunFile(Path.of("it's", "text"), 800);
        assertThat(file).content().contains("data: {path: 'it''s" + folder.getFileSystem().getSeparator() + "text'")
                .contains("max_steps: 800").contains("warmup_steps: 40").contains("eval: {every: 800,");
    }

    @Test
    void comparesMetricsByteForByte() throws IOException {
        DemoFiles files = new DemoFiles(new Home(folder));
        metrics("a", "1\n");
        metrics("b", "1\n");
        metrics("c", "2\n");
        assertThat(files.sameMetrics("a", "b")).isTrue();
        assertThat(files.sameMetrics("a", "c")).isFalse();
    }

    private void metrics(String run, String text) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("runs").resolve(run));
        Files.writeString(directory.resolve("metrics.jsonl"), text);
    }
}
