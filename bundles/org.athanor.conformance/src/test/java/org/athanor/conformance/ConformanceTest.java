package org.athanor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in place of the product: how the library takes what the process says, and how it ends. */
class ConformanceTest {

    private static final Check DESCRIBED = new Check("description", true, "tokenizer:some 1.0.0");

    @TempDir
    private Path distribution;

    @Test
    void theReportIsWhatTheProcessPrinted() throws Exception {
        List<Check> told = new ArrayList<>();
        Report report = process("echo '" + DESCRIBED + "'; echo 'some.jar passed all 1 checks'").telling(told::add)
                .verify(Path.of("some.jar"));
        assertThat(report).isEqualTo(new Report("some.jar", List.of(DESCRIBED)));
        assertThat(told).containsExactly(DESCRIBED);
    }

    @Test
    void aProcessThatEndsTooEarlyHasFailed() throws Exception {
        Report report = process("echo '" + DESCRIBED + "'; echo 'out of memory' >&2; kill -9 $$")
                .verify(Path.of("some.jar"));
        assertThat(report.checks()).first().isEqualTo(DESCRIBED);
        assertThat(report.failed()).containsExactly(new Check("process", false,
                "the process ended with code 137 before the last check; its last words: out of memory"));
    }

    @Test
    void aPluginThatPrintsTheReportItselfDoesNotPass() throws Exception {
        assertThat(process("echo 'some.jar passed all 0 checks'; exit 3").verify(Path.of("some.jar")).passed())
                .isFalse();
    }

    @Test
    void givesTheProcessAHomeOfItsOwnAndDeletesIt() throws Exception {
        Path seen = distribution.resolve("seen.txt");
        process("mkdir \"$2\"; echo \"$@\" > " + seen).withSwaps(7).withPatience(9).withRun(Path.of("/some/run.yaml"))
                .verify(Path.of("/some.jar"));
        assertThat(Files.readString(seen)).endsWith("verify /some.jar --swaps 7 --patience 9 --run /some/run.yaml\n");
        assertThat(Path.of(Files.readString(seen).split(" ", 3)[1]).getParent()).doesNotExist();
    }

    @Test
    void wrongUseIsTheCallersFault() throws Exception {
        Conformance kit = process("echo 'athanor: none.jar: there is no such file' >&2; exit 2");
        assertThatThrownBy(() -> kit.verify(Path.of("none.jar"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("athanor: none.jar: there is no such file");
    }

    @Test
    void doesNotWaitForWhatTheProcessHasLeftRunning() throws Exception {
        Path later = distribution.resolve("later");
        Path told = distribution.resolve("told");
        Report report = process("echo 'some.jar passed all 1 checks'; echo '" + DESCRIBED + "'; (sleep 20; echo > "
                + later + ") & while [ ! -e " + told + " ]; do :; done").telling(check -> create(told))
                .verify(Path.of("some.jar"));
        assertThat(later).as("the output was still held").doesNotExist();
        assertThat(report).isEqualTo(new Report("some.jar", List.of(DESCRIBED)));
    }

    @Test
    void worksInMemoryOnlyWhenThereIsEnoughOfIt() throws Exception {
        assertThat(Conformance.roomy(distribution, Files.getFileStore(distribution).getUsableSpace() / 2)).isTrue();
        assertThat(Conformance.roomy(distribution, Long.MAX_VALUE)).isFalse();
        assertThat(Conformance.roomy(distribution.resolve("none"), 1)).isFalse();
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Conformance process(String script) throws IOException {
        Path file = Files.writeString(distribution.resolve("athanor"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return Conformance.in(distribution);
    }
}
