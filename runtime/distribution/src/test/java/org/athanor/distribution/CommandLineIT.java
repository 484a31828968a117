package org.athanor.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.distribution.Athanor.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineIT {

    @TempDir
    Path folder;
    private Athanor athanor;

    @BeforeEach
    void chooseHome() {
        athanor = Athanor.in(folder.resolve("home"));
    }

    @Test
    void startsEveryBundle() throws Exception {
        Ended ended = athanor.run("exec", "lb -s");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines().skip(2).filter(line -> !line.isBlank()))
                .hasSizeGreaterThan(30).allMatch(line -> line.contains("|Active"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--version | 0 | ",
        "rnu | 2 | athanor: unknown command rnu (did you mean run?)",
        "run | 2 | athanor: run: give a run file or --resume ID",
        "run --jsn | 2 | athanor run: unknown option --jsn (did you mean --json?)",
        "run nosuch.yaml | 2 | nosuch.yaml",
        "run --resume nosuch | 2 | nosuch",
        "exec nosuch | 2 | athanor: nosuch: unknown command",
        "attach lb | 2 | athanor: no container is running",
        "--home | 2 | athanor: --home needs a value"})
    void endsWithACodeAndAtMostOneLine(String arguments, int code, String message) throws Exception {
        Ended ended = athanor.run(arguments.split(" "));

        assertThat(ended.code()).as(ended.err()).isEqualTo(code);
        if (message == null) {
            assertThat(ended.err()).isEmpty();
        } else {
            assertThat(ended.err()).contains(message).hasLineCount(1);
        }
    }

    @Test
    void startsThroughALinkFromAFolderWithSpaces() throws Exception {
        Path spaced = Files.createDirectory(folder.resolve("a folder"));
        Path link = Files.createSymbolicLink(spaced.resolve("linked athanor"), athanor.script());

        Ended ended = new Athanor(link, spaced.resolve("my home")).run("exec", "echo ü");

        assertThat(ended).isEqualTo(new Ended(0, "ü\n", ""));
    }

    @Test
    void isReachedByAttachAndOwnsItsHome() throws Exception {
        Process container = athanor.start(folder.resolve("container.txt"));
        try (BufferedReader out = new BufferedReader(new InputStreamReader(container.getInputStream(), UTF_8))) {
            container.getOutputStream().write("echo ready\n".getBytes(UTF_8));
            container.getOutputStream().flush();
            assertThat(out.readLine()).isEqualTo("ready");

            assertThat(athanor.run("attach", "echo hello", "there")).isEqualTo(new Ended(0, "hello there\n", ""));
            Ended second = athanor.run("exec", "lb");
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err()).contains("is in use by process " + container.pid()).hasLineCount(1);

            container.getOutputStream().close();
            assertThat(container.waitFor()).isZero();
        }
        assertThat(folder.resolve("home/athanor.sock")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec", ""})
    void endsWith130AfterATermination(String verb) throws Exception {
        String[] arguments = verb.isEmpty() ? new String[0] : new String[] {verb, "echo ready; cat"};
        Process container = athanor.start(folder.resolve("container.txt"), arguments);
        try (BufferedReader out = new BufferedReader(new InputStreamReader(container.getInputStream(), UTF_8))) {
            container.getOutputStream().write("echo ready\n".getBytes(UTF_8));
            container.getOutputStream().flush();
            assertThat(out.readLine()).isEqualTo("ready");

            // Through the handle: the process itself would also close its input, and the command may end by that first.
            container.toHandle().destroy();

            assertThat(container.waitFor()).isEqualTo(130);
        }
    }

    @Test
    void trainsAndPrintsTheReportAsItsLastLine() throws Exception {
        Path text = Files.writeString(folder.resolve("text.txt"), "All that is gold does not glitter. ".repeat(400));

        Ended ended = athanor.run("run", Athanor.DISTRIBUTION.resolve("examples/shakespeare.yaml").toString(), "--json",
                "--id", "small", "--set", "data.path=" + text, "--set", "trainer.max_steps=3", "--set",
                "model.layers=1");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith("{\"id\":\"small\"").hasLineCount(1);
        assertThat(folder.resolve("home/runs/small/report.json")).isRegularFile();
    }
}
