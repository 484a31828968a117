package org.athanor.plugins.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TestSessions.TestSession;
import org.athanor.plugins.action.Action;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Each operation is carried out once to see which lines it writes, and then once for each of them, which fails. The
 * actions of all operations together are all that there are, so that a new one without a fault fails here.
 */
class FaultInEveryOperationTest {

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private final FailingLedger ledger = new FailingLedger();
    private final Set<String> failed = new TreeSet<>();
    private TestContainer container;
    private TestSession session;
    private Path newer;
    private Path say;

    @BeforeEach
    void setUp() throws Exception {
        container = new TestContainer(home);
        container.register(Ledgers.class, ledger, 1000);
        Bundle tok = container.distribution(TestJar.tokenizer("org.example.tok", "1.0.0", "tok").in(jars, "tok.jar"));
        Bundle log = container.distribution(TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar"));
        newer = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
        say = TestJar.logger("org.example.say", "1.0.0", "say").in(jars, "say.jar");
        container.manage();
        session = container.sessions.add("s1").uses("tokenizer", "tok", tok)
                .uses("logger", "log", log);
    }

    @AfterEach
    void tearDown() throws BundleException {
        container.close();
    }

    @Test
    void isTakenBackUntilTheChangeIsDecidedAndNeverAfterwards() throws Exception {
        List<Operation> tried = new ArrayList<>();
        // Each pair leads back to where it began.
        for (List<Operation> pair : List.of(List.of(Operation.UPGRADE, Operation.ROLLBACK),
                List.of(Operation.STOP, Operation.START), List.of(Operation.INSTALL, Operation.UNINSTALL),
                List.of(Operation.USE, Operation.USE), List.of(Operation.REMOVE, Operation.ADD))) {
            // What a container keeps of a version that it went back from is there from the second time on.
            done(pair.get(0));
            done(pair.get(1));
            failAtEachLine(pair.get(0), pair.get(1));
            done(pair.get(0));
            failAtEachLine(pair.get(1), pair.get(0));
            done(pair.get(1));
            tried.addAll(pair);
        }
        assertThat(Set.copyOf(tried)).as("every operation").containsExactlyInAnyOrder(Operation.values());
        assertThat(ActionWords.all()).as("one word for each action")
                .doesNotHaveDuplicates().hasSize(Action.class.getPermittedSubclasses().length);
        Set<String> expected = ActionWords.all().stream().flatMap(word -> Stream.of(word + " begin", word + " end"))
                .collect(Collectors.toCollection(TreeSet::new));
        expected.addAll(Set.of("apply", "outcome"));
        assertThat(failed).as("every action failed before it was done and after").isEqualTo(expected);
    }

    private void failAtEachLine(Operation operation, Operation back) throws IOException {
        String before = state();
        ledger.lines();
        done(operation);
        List<String> lines = ledger.lines();
        String after = state();
        done(back);
        assertThat(state()).isEqualTo(before);
        for (int line = 1; line <= lines.size(); line++) {
            String what = operation + " at line " + line + ", " + lines.get(line - 1);
            ledger.failAt(line);
            Applied applied = run(operation);
            assertThat(ledger.failed()).isEqualTo(lines.get(line - 1));
            assertThat(applied.message()).as(what).contains("disk full");
            failed.add(ledger.failed());
            if (decided(ledger.failed())) {
                assertThat(applied.outcome()).as(what).isInstanceOf(SwapOutcome.Degraded.class);
                assertThat(state()).as(what).isEqualTo(after);
                done(back);
            } else {
                assertThat(applied.outcome()).as(what)
                        .isInstanceOfAny(SwapOutcome.NotStarted.class, SwapOutcome.RolledBack.class);
                assertThat(state()).as(what).isEqualTo(before);
            }
        }
    }

    private static boolean decided(String line) {
        return line.equals("outcome") || ActionWords.AFTERWARDS.contains(line.split(" ", -1)[0]);
    }

    private void done(Operation operation) {
        ledger.failAt(0);
        assertThat(run(operation).outcome()).isInstanceOf(SwapOutcome.Committed.class);
    }

    private Applied run(Operation operation) {
        Subject subject = switch (operation) {
            case UPGRADE -> Subject.of(newer.toString());
            case ROLLBACK -> Subject.of("tok");
            case STOP, START, ADD -> Subject.of("log");
            case INSTALL -> Subject.of(say.toString());
            case UNINSTALL -> Subject.of("say");
            case REMOVE -> Subject.slot("log");
            // Each leads back to where the one before began.
            case USE -> Subject.inSlot("tokenizer", "tok", Map.of("size", size().equals("1") ? "2" : "1"));
        };
        return container.plugins().change(new PlanRequest(operation, List.of(subject)),
                ApplyOptions.standard("test"), plan -> { }).unwrap();
    }

    private Object size() {
        return session.bindings.stream().filter(binding -> binding.slot().equals("tokenizer")).findFirst()
                .orElseThrow().settings().getOrDefault("size", "1");
    }

    /** What matters: the bundles of plugins, what the session uses, and what is stored. */
    private String state() throws IOException {
        return Arrays.stream(container.context().getBundles())
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith("org.example."))
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion() + " " + bundle.getState())
                .sorted().toList() + "\n"
                + session.bindings.stream().map(binding -> binding.name() + " " + size() + " "
                        + container.context().getBundle(container.bundleId(binding)).getVersion())
                        .sorted().toList() + "\n"
                + container.stored().keySet() + "\n" + Files.readString(home.resolve("plugins/set.json"));
    }
}
