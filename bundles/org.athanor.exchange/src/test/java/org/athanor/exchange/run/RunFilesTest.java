package org.athanor.exchange.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

    @TempDir
    private Path runs;

    @Test
    void takesAwayWhatAStartHasBroughtAndNothingElse() throws IOException {
        Path run = Files.createDirectories(runs.resolve("run"));
        Path notes = Files.writeString(run.resolve("notes.txt"), "mine");
        Set<Path> before = RunFiles.all(run);
        Files.createDirectories(run.resolve("plugins"));
        Files.writeString(run.resolve("plugins/a.jar"), "jar");
        IllegalStateException failure = new IllegalStateException("no start");
        RunFiles.deleteNew(run, before, failure);
        assertThat(RunFiles.all(run)).containsExactlyInAnyOrder(run, notes);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void aFileInThePlaceOfARunStays() throws IOException {
        Path run = Files.writeString(runs.resolve("run"), "mine");
        RunFiles.deleteNew(run, RunFiles.all(run), new IllegalStateException("no start"));
        assertThat(run).hasContent("mine");
    }

    @Test
    void nothingIsDeletedOfAFolderThatNeverCameToBe() {
        IllegalStateException failure = new IllegalStateException("no start");
        RunFiles.deleteNew(runs.resolve("none"), Set.of(), failure);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void saysWhyAFolderCannotBeWritten() {
        assertThat(RunFiles.unwritable(runs, new AccessDeniedException("/runs/a")).message())
                .isEqualTo("/runs/a: the run folder cannot be written: permission denied");
        assertThat(RunFiles.unwritable(runs, new FileAlreadyExistsException("/runs/a")).message())
                .isEqualTo("/runs/a: the run folder cannot be written: there is a file in its place");
        assertThat(RunFiles.unwritable(runs, new IOException("No space left on device")).message())
                .isEqualTo(runs + ": the run folder cannot be written: No space left on device");
    }
}
