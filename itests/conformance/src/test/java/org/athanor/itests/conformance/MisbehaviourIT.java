package org.athanor.itests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.athanor.conformance.Check;
import org.athanor.conformance.Conformance;
import org.athanor.conformance.PluginJar;
import org.athanor.conformance.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule, broken by a plugin that keeps all others, is named by the check that is about it, and by no other. */
@Execution(ExecutionMode.CONCURRENT)
class MisbehaviourIT {

    private static final Conformance KIT = Conformance.in(Jars.DISTRIBUTION).withSwaps(4);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            message | messages      | misbehaving.unit with '' was refused with the name of an exception
            state   | state         | was restored, and is {"count":4,"unit":"steps"} now
            migrator | state        | after the way [2, 1] and back the field count is 0, before it was 3
            swap    | swaps         | misbehaving.txt has
            load    | configuration | calls of the plugin failed
            thread  | threads       | thread left running still runs, at org.athanor.itests.misbehaving.Misbehaving
            leak    | loader        | is held by
            print   | output        | 'step 1' on System.out by org.athanor.itests.misbehaving.MisbehavingLogger.metrics
            exit    | configuration | the process was ended by org.athanor.itests.misbehaving.MisbehavingLogger.leaveAt
            """)
    void aBrokenRuleIsNamed(String rule, String check, String words) throws Exception {
        Report report = KIT.verify(Jars.misbehaving(rule).in(folder));

        assertThat(report.failed()).as(report.lines()).singleElement().satisfies(failed -> {
            assertThat(failed.name()).isEqualTo(check);
            assertThat(failed.detail()).contains(words);
        });
    }

    @Test
    void aPluginThatKeepsAllRulesPasses() throws Exception {
        Report report = KIT.verify(Jars.misbehaving("none").in(folder));

        assertThat(report.passed()).as(report.lines()).isTrue();
        assertThat(report.checks()).extracting(Check::detail).contains(
                "logger:misbehaving hands misbehaving.count version 2 over, also by way of 1 other versions");
    }

    @Test
    void aPluginOfAKindThatATrainingHasNoSlotForIsToldSoAndExaminedAsFarAsPossible() throws Exception {
        String logger = "org.athanor.api.metrics.MetricsLogger";
        String kind = "java.lang.Runnable";
        Report report = KIT.verify(Jars.misbehaving("none")
                .header("Provide-Capability", value -> value.replace(logger, kind) + ",athanor.kind;word=job;service=\""
                        + kind + "\"")
                .header("Require-Capability", value -> value.replace(logger, kind))
                .editing("OSGI-INF/", text -> text.replace(logger, kind)).in(folder));

        assertThat(report.passed()).as(report.lines()).isTrue();
        assertThat(report.checks()).extracting(Check::name)
                .containsExactly("description", "slot", "threads", "loader", "output");
        assertThat(report.checks().get(1).detail()).startsWith("a training has no slot for job:misbehaving");
    }

    @Test
    void aPluginThatHangsIsEnded() throws Exception {
        Report report = KIT.withPatience(5).verify(Jars.misbehaving("hang").in(folder));

        assertThat(report.failed()).as(report.lines()).singleElement().satisfies(failed -> assertThat(failed.detail())
                .startsWith("nothing went on for 5 s; org.athanor.itests.misbehaving.MisbehavingLogger.standStill"));
    }

    @Test
    void aBundleThatDescribesItselfBadlyIsNamed() throws Exception {
        assertRefused(Jars.misbehaving("none").header("Provide-Capability", value -> value.replace("athanor.plugin;",
                "some.other;")), "declares no plugin");
        assertRefused(Jars.misbehaving("none").header("Import-Package", value -> value + ",org.nowhere"),
                "org.nowhere");
        assertRefused(Jars.misbehaving("none").header("Import-Package", value -> value
                + ",org.athanor.conformance"), "imports org.athanor.conformance from org.athanor.conformance");
        assertRefused(Jars.misbehaving("none").editing("OSGI-INF/org.athanor.itests.misbehaving.xml", component ->
                component.replace("<implementation", "<reference name=\"words\" cardinality=\"0..1\" "
                        + "interface=\"org.athanor.api.tokenizer.Tokenizer\"/><implementation")),
                "refers to a tokenizer by its reference words");
    }

    @Test
    void aPluginThatFailsAtItsFirstCallIsNamed() throws Exception {
        Report report = KIT.verify(Jars.DISTRIBUTION.resolve("examples/plugins/faulty-patcher.jar"));

        assertThat(report.failed()).as(report.lines()).singleElement()
                .matches(check -> check.name().equals("configuration"));
    }

    @Test
    void whatIsNoJarIsNamed() {
        assertThatThrownBy(() -> KIT.verify(folder.resolve("none.jar"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no such file");
    }

    private void assertRefused(PluginJar jar, String words) throws IOException, InterruptedException {
        Report report = KIT.verify(jar.in(folder));
        assertThat(report.checks().get(0)).isEqualTo(report.failed().get(0))
                .matches(check -> check.name().equals("description") && check.detail().contains(words), words);
    }
}
