package org.athanor.plugins.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.Session.Binding;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TestSessions.TestSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Two slots of one session use one logger; versions come into one of them only. */
class UpgradeInOneSlotTest {

    private static final String NAME = "org.example.log";

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private TestContainer container;
    private TestSession session;

    @BeforeEach
    void open() throws Exception {
        container = new TestContainer(home);
        start();
    }

    private void start() throws BundleException, IOException {
        Bundle log = container.distribution(jar("1.0.0"));
        container.manage();
        session = container.sessions.add("s1");
        session.bindings = List.of(in("one", log), in("two", log));
    }

    private static Binding in(String slot, Bundle bundle) {
        return new Binding(slot, "logger", "log", BundleRef.of(bundle), true, true, Map.of());
    }

    private Path jar(String version) {
        return TestJar.logger(NAME, version, "log").in(jars, "log-" + version + ".jar");
    }

    @AfterEach
    void close() throws BundleException {
        container.close();
    }

    private void upgrade(String slot, String version) {
        change(Operation.UPGRADE, slot.isEmpty() ? Subject.of(jar(version).toString())
                : Subject.inSlot(slot, jar(version).toString(), Map.of()));
    }

    private void change(Operation operation, Subject subject) {
        TestContainer.assertCommitted(container.plugins().change(new PlanRequest(operation, List.of(subject)),
                ApplyOptions.standard("test"), plan -> { }));
    }

    private List<String> slots() {
        return session.bindings.stream().sorted(Comparator.comparing(Binding::slot))
                .map(binding -> binding.slot() + " " + binding.version()).toList();
    }

    private List<String> installed() {
        return container.named(NAME).stream().map(bundle -> bundle.getVersion() + " " + (bundle.getState()
                == Bundle.ACTIVE ? "active" : "stopped")).sorted().toList();
    }

    @Test
    void leavesTheOtherSlotOnTheVersionThatItUses() {
        upgrade("one", "2.0.0");
        assertThat(slots()).containsExactly("one 2.0.0", "two 1.0.0");
        assertThat(installed()).containsExactly("1.0.0 active", "2.0.0 active");
        upgrade("one", "3.0.0");
        assertThat(slots()).containsExactly("one 3.0.0", "two 1.0.0");
        assertThat(installed()).as("nobody uses 2.0.0").containsExactly("1.0.0 active", "3.0.0 active");
    }

    @Test
    void bringsTheOtherSlotAlongWithTheSameJarLater() throws IOException {
        upgrade("one", "2.0.0");
        upgrade("two", "2.0.0");
        assertThat(slots()).containsExactly("one 2.0.0", "two 2.0.0");
        assertThat(installed()).containsExactly("2.0.0 active");
        assertThat(Files.readString(home.resolve("plugins/set.json"))).doesNotContain("beside");
    }

    @Test
    void takesEverySlotToAThirdVersion() {
        upgrade("one", "2.0.0");
        upgrade("", "3.0.0");
        assertThat(slots()).containsExactly("one 3.0.0", "two 3.0.0");
        assertThat(installed()).containsExactly("3.0.0 active");
    }

    @Test
    void goesBackToTheVersionThatStayedOrThatHadGone() {
        upgrade("one", "2.0.0");
        upgrade("one", "3.0.0");
        change(Operation.ROLLBACK, Subject.of("log"));
        assertThat(slots()).containsExactly("one 2.0.0", "two 1.0.0");
        assertThat(installed()).containsExactly("1.0.0 active", "2.0.0 active");
        change(Operation.ROLLBACK, Subject.of("log"));
        assertThat(slots()).containsExactly("one 1.0.0", "two 1.0.0");
        assertThat(installed()).containsExactly("1.0.0 active");
    }

    @Test
    void stopsStartsAndRemovesAllVersionsTogether() {
        upgrade("one", "2.0.0");
        change(Operation.STOP, Subject.of("log"));
        assertThat(slots()).isEmpty();
        assertThat(installed()).containsExactly("1.0.0 stopped", "2.0.0 stopped");
        change(Operation.START, Subject.of("log"));
        assertThat(slots()).containsExactly("one 2.0.0", "two 1.0.0");
        change(Operation.UNINSTALL, Subject.of("log"));
        assertThat(slots()).isEmpty();
        assertThat(installed()).isEmpty();
    }

    @Test
    void hasBothVersionsAfterARestart() throws Exception {
        upgrade("one", "2.0.0");
        container.close();
        container = new TestContainer(home);
        start();
        assertThat(installed()).containsExactly("1.0.0 active", "2.0.0 active");
        change(Operation.ROLLBACK, Subject.of("log"));
        assertThat(installed()).containsExactly("1.0.0 active");
    }

    @Test
    void namesTheSlotsThatThereAre() {
        assertThat(container.plugins().plan(new PlanRequest(Operation.UPGRADE, List.of(Subject.inSlot("tow",
                jar("2.0.0").toString(), Map.of())))).failure().orElseThrow().message())
                .contains("no session has a plugin of org.example.log in the slot 'tow'")
                .contains("did you mean 'two'?");
    }
}
