package org.athanor.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void aCauseIsToldInWordsAlsoWhereItsMessageIsOnlyAName() {
        assertThat(Problem.failed("cannot read x", new NoSuchFileException("x")).message())
                .isEqualTo("cannot read x: there is no such file: x");
        assertThat(Problem.failed("cannot read x", new AccessDeniedException("x")).message())
                .isEqualTo("cannot read x: permission denied: x");
        assertThat(Problem.failed("cannot write", new FileSystemException("x", null, "No space left on device"))
                .message()).isEqualTo("cannot write: x: No space left on device");
        assertThat(Problem.failed("does not start", new NoClassDefFoundError("com/example/Missing")).message())
                .isEqualTo("does not start: there is no class com.example.Missing");
        assertThat(Problem.failed("does not start", new IllegalStateException("first\nsecond")).message())
                .isEqualTo("does not start: first");
        assertThat(Problem.failed("does not start", new IllegalStateException()).message())
                .isEqualTo("does not start: IllegalStateException");
    }
}
