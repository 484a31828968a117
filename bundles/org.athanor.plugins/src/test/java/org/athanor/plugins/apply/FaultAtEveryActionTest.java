package org.athanor.plugins.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TokenizerInUse;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/**
 * The ledger is written before and after every action; here it fails at each of these lines in turn, so each action
 * fails once before it was done and once after.
 */
class FaultAtEveryActionTest extends TokenizerInUse {

    private final FailingLedger ledger = new FailingLedger();

    @Override
    protected void prepare() {
        container.register(Ledgers.class, ledger, 1000);
    }

    @Test
    void leavesEverythingAsItWasUntilTheChangeIsDecided() throws Exception {
        Path jar = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
        List<Session.Binding> bindings = session.bindings;
        // The line that opens the change, then two per action; the last of these actions writes the set.
        int lines = 1 + 2 * ActionWords.UNTIL_DECIDED.size();
        for (int line = 1; line <= lines; line++) {
            ledger.failAt(line);
            Applied applied = container.run(Operation.UPGRADE, jar).unwrap();
            assertThat(applied.outcome()).as("line %d", line)
                    .isInstanceOfAny(SwapOutcome.NotStarted.class, SwapOutcome.RolledBack.class);
            assertThat(applied.message()).contains("disk full");
            assertThat(container.only("org.example.tok")).as("line %d", line).isEqualTo(old);
            assertThat(old.getState()).isEqualTo(Bundle.ACTIVE);
            assertThat(session.bindings).extracting(container::bundleId)
                    .containsExactly(container.bundleId(bindings.get(0)));
            assertThat(container.stored().keySet()).as("line %d", line)
                    .allMatch(name -> name.equals("set.json"));
            assertThat(container.stored().getOrDefault("set.json", "")).as("no entry").hasSizeLessThan(90);
        }
        assertThat(container.plugins().loadersAlive()).isZero();
    }

    @Test
    void leavesAllThreeOldWhenAPlanOfThreeFailsAtAnyAction() throws Exception {
        List<String> names = List.of("tok", "log", "say");
        session.uses("logger", "log", container.distribution(
                TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log-1.jar")));
        session.uses("logger", "say", container.distribution(
                TestJar.logger("org.example.say", "1.0.0", "say").in(jars, "say-1.jar")));
        List<Session.Binding> bindings = session.bindings;
        List<String> sources = List.of(
                TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar").toString(),
                TestJar.logger("org.example.log", "1.1.0", "log").in(jars, "log-2.jar").toString(),
                TestJar.logger("org.example.say", "1.1.0", "say").in(jars, "say-2.jar").toString());
        Set<String> failed = new HashSet<>();
        for (int line = 1;; line++) {
            ledger.failAt(line);
            Applied applied = container.plugins().plan(Operation.UPGRADE, sources)
                    .flatMap(plan -> container.plugins().apply(plan, ApplyOptions.standard("test"))).unwrap();
            if (applied.outcome() instanceof SwapOutcome.Degraded) {
                break;
            }
            failed.add(ledger.failed());
            assertThat(applied.message()).contains("disk full");
            for (int index = 0; index < names.size(); index++) {
                Bundle only = container.only("org.example." + names.get(index));
                assertThat(only.getBundleId()).as("line %d", line)
                        .isEqualTo(container.bundleId(bindings.get(index)));
                assertThat(only.getState()).isEqualTo(Bundle.ACTIVE);
            }
            assertThat(session.bindings).extracting(container::bundleId).as("line %d", line)
                    .isEqualTo(bindings.stream().map(container::bundleId).toList());
            assertThat(container.stored().keySet()).as("line %d", line).allMatch(name -> name.equals("set.json"));
        }
        Set<String> expected = new HashSet<>(Set.of("apply"));
        for (String word : ActionWords.UNTIL_DECIDED) {
            List<String> bundles = Set.of("keep_old", "keep", "install", "start", "components").contains(word) ? names
                    : List.of("");
            for (String bundle : bundles) {
                for (String phase : List.of("begin", "end")) {
                    expected.add(word + " " + phase + (bundle.isEmpty() ? "" : " org.example." + bundle));
                }
            }
        }
        assertThat(failed).as("every action of every bundle failed before and after").isEqualTo(expected);
        assertThat(container.plugins().list()).extracting(info -> info.descriptor().version().toString())
                .containsOnly("1.1.0");
        assertThat(container.plugins().loadersAlive()).isZero();
    }

    @Test
    void neverGoesBackAfterTheChangeIsDecided() throws Exception {
        int first = 2 + 2 * ActionWords.UNTIL_DECIDED.size();
        int last = first + 2 * ActionWords.AFTERWARDS.size();
        for (int line = first; line <= last; line++) {
            String version = "1." + line + ".0";
            Path jar = TestJar.tokenizer("org.example.tok", version, "tok").in(jars, version + ".jar");
            ledger.failAt(line);
            Applied applied = container.run(Operation.UPGRADE, jar).unwrap();
            assertThat(applied.outcome()).as("line %d", line).isInstanceOf(SwapOutcome.Degraded.class);
            assertThat(applied.message()).contains("disk full");
            assertThat(container.only("org.example.tok").getVersion()).hasToString(version);
            assertThat(container.bundleId(session.bindings.get(0)))
                    .isEqualTo(container.only("org.example.tok").getBundleId());
        }
    }

    @Test
    void leavesNothingBehindWhenASessionFailsAtAnyPoint() throws Exception {
        Path jar = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
        List<Session.Binding> bindings = session.bindings;
        ledger.failAt(0);
        for (String call : List.of("prepare", "shadow", "commit", "probation")) {
            session.failAt = call;
            Applied applied = container.run(Operation.UPGRADE, jar).unwrap();
            assertThat(applied.outcome().word()).isEqualTo(call.equals("probation") ? "rolled_back" : "refused");
            assertThat(container.only("org.example.tok")).isEqualTo(old);
            assertThat(session.bindings).isEqualTo(bindings);
            assertThat(container.stored()).isEmpty();
        }
    }

    @Test
    void namesTheSessionThatHangsAndGoesOn() throws Exception {
        Path jar = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
        ledger.failAt(0);
        session.failAt = "barrier";
        assertThat(container.run(Operation.UPGRADE, jar).unwrap().message())
                .contains("refused").contains("session s1: has not reached a barrier");
        assertThat(container.only("org.example.tok")).isEqualTo(old);
        session.failAt = "";
        assertThat(container.run(Operation.UPGRADE, jar).unwrap().outcome())
                .isInstanceOf(SwapOutcome.Committed.class);
    }

    @Test
    void leavesBothVersionsWhenASessionCannotGoBack() throws Exception {
        Path jar = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
        // A comment of one letter, which no copy of the bundle's entries has.
        byte[] content = Files.readAllBytes(jar);
        content[content.length - 2] = 1;
        Files.write(jar, content);
        Files.writeString(jar, "c", StandardOpenOption.APPEND);
        session.failAt = "return";
        ledger.failAt(1 + 2 * ActionWords.UNTIL_DECIDED.size());
        Applied applied = container.run(Operation.UPGRADE, jar).unwrap();
        assertThat(applied.outcome()).isInstanceOf(SwapOutcome.Degraded.class);
        assertThat(applied.message()).contains("could not be taken back").contains("disk full");
        assertThat(container.named("org.example.tok")).hasSize(2)
                .allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
        assertThat(container.run(Operation.UPGRADE, jar).failure().orElseThrow().message())
                .contains("org.example.tok 1.1.0 is already installed");
    }

    @Test
    void forgetsAStopThatWasTakenBack() throws Exception {
        Bundle log = container.distribution(TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar"));
        session.uses("logger", "log", log);
        // The line that ends the fourth action, which writes the set.
        ledger.failAt(9);
        assertThat(container.run(Operation.STOP, "log").unwrap().message()).contains("disk full");
        assertThat(session.bindings).hasSize(2);
        assertThat(log.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(container.run(Operation.UPGRADE, TestJar.logger("org.example.log", "1.1.0", "log")
                .in(jars, "log.jar")).unwrap().outcome()).isInstanceOf(SwapOutcome.Committed.class);
        assertThat(session.calls.subList(session.calls.size() - 5, session.calls.size()))
                .containsExactly("prepare 10", "shadow", "commit", "await", "drain");
        assertThat(session.changes).hasSize(1);
    }
}
