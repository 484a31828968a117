package org.athanor.itests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kit as users call it. */
@Execution(ExecutionMode.CONCURRENT)
class CommandLineIT {

    @TempDir
    private Path folder;

    /** What a process answered. */
    private record Answer(int code, String out, String err) {
    }

    @Test
    void theVerbPrintsTheReportAndExitsWithItsResult() throws Exception {
        Answer good = athanor("verify", jar("none"), "--swaps", "2", "--json");
        assertThat(good.code()).as(good.err()).isZero();
        assertThat(good.err().lines()).hasSize(9).last().asString().endsWith("passed all 8 checks");
        assertThat(good.out().lines()).singleElement().asString().startsWith("{\"plugin\":")
                .contains("\"passed\":true").contains("{\"name\":\"swaps\",\"passed\":true,\"detail\":\"2 times in");

        Answer bad = athanor("verify", jar("state"), "--swaps", "2");
        assertThat(bad.code()).as(bad.err()).isEqualTo(1);
        assertThat(bad.out()).contains("FAILED  state ").endsWith("FAILED 1 of 8 checks: state\n");
        assertThat(folder.resolve(".athanor")).doesNotExist();
    }

    @Test
    void theCommandLeavesItsContainerAlone() throws Exception {
        Answer answer = athanor("--home", "home", "exec", "plugin:list; plugin:verify --swaps 2 " + jar("exit")
                + "; plugin:list");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).contains("FAILED  configuration  the process was ended by org.athanor.itests");
        assertThat(answer.err()).contains("FAILED 1 of 2 checks: configuration");
        assertThat(Files.readString(folder.resolve("home/ledger.jsonl"))).doesNotContain("misbehaving");
    }

    @Test
    void aRunFileGivesTheSettings() throws Exception {
        Files.writeString(folder.resolve("good.yaml"), "misbehaving: {unit: metrics}");
        Files.writeString(folder.resolve("bad.yaml"), "misbehaving: {unit: hours}");
        assertThat(athanor("verify", jar("none"), "--swaps", "2", "--run", "good.yaml").code()).isZero();
        assertThat(athanor("verify", jar("none"), "--swaps", "2", "--run", "bad.yaml").out())
                .contains("FAILED  configuration").contains("misbehaving.unit: cannot be 'hours'; give it steps or");
    }

    @Test
    void wrongUseIsOneClearLine() throws Exception {
        assertThat(athanor("verify", "none.jar")).isEqualTo(new Answer(2, "",
                "athanor: none.jar: there is no such file; give the jar of a plugin\n"));
        assertThat(athanor("verify", jar("none"), "--run", "none.yaml")).isEqualTo(new Answer(2, "",
                "athanor: none.yaml: there is no such run file; give one that works with the plugin\n"));
        Answer command = athanor("--home", "home", "exec", "plugin:verify none.jar");
        assertThat(command.code()).isEqualTo(2);
        assertThat(command.err()).contains("none.jar: there is no such file; give the jar of a plugin");
    }

    private String jar(String rule) throws IOException {
        return Jars.misbehaving(rule).in(folder).toString();
    }

    private Answer athanor(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Jars.DISTRIBUTION.resolve("athanor").toString()));
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().put("ATHANOR_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + folder);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out, Files.readString(err));
    }
}
