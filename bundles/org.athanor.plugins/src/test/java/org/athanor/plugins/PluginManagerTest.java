package org.athanor.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.athanor.plugins.TestContainer.assertCommitted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.TestSessions.TestSession;
import org.athanor.plugins.probe.Stateless;
import org.athanor.plugins.probe.ThrowingActivator;
import org.athanor.plugins.probe.ThrowingComponent;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class PluginManagerTest extends TokenizerInUse {

    @Test
    void upgradesSideBySideAndLetsTheOldClassLoaderGo() {
        Path jar = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
        Plan plan = container.plugins().plan(Operation.UPGRADE, jar.toString()).unwrap();
        assertThat(plan.from()).contains("1.0.0");
        assertThat(plan.to()).contains("1.1.0");
        assertThat(plan.sessions()).containsExactly("s1");
        assertThat(plan.refreshed()).isEmpty();
        assertThat(container.named("org.example.tok")).containsExactly(old);

        Applied applied = container.plugins().apply(plan, ApplyOptions.standard("test")).unwrap();

        assertThat(applied.outcome()).isEqualTo(new SwapOutcome.Committed(7));
        assertThat(applied.message()).isEqualTo("upgrade tokenizer:tok 1.0.0 -> 1.1.0: committed at step 7 in s1");
        assertThat(session.calls).containsExactly("prepare 10", "shadow", "commit", "await", "drain");
        Bundle now = container.only("org.example.tok");
        assertThat(now.getVersion()).hasToString("1.1.0");
        assertThat(session.bindings).extracting(container::bundleId).containsExactly(now.getBundleId());
        // Whoever holds the old bundle keeps its class loader.
        old = now;
        assertThat(container.plugins().loadersAlive()).isZero();
        PluginInfo info = container.plugins().info("tok").unwrap();
        assertThat(info.sha256()).isEqualTo(plan.sha256());
        assertThat(info.state()).isEqualTo("active");
        assertThat(info.sessions()).containsExactly("s1");
        assertThat(container.plugins().verifyHistory().isOk()).isTrue();
        List<Map<String, Object>> history = container.plugins().history(1000);
        assertThat(history.get(0)).containsEntry("type", "apply").containsEntry("who", "test");
        assertThat(history.get(history.size() - 1)).containsEntry("type", "outcome")
                .containsEntry("outcome", "committed").containsEntry("plan", plan.hash());
    }

    @Test
    void returnsTheJarsOfBundlesByteForByte() throws IOException {
        assertThat(container.plugins().content(old.getBundleId()).unwrap())
                .isEqualTo(Files.readAllBytes(jars.resolve("tok-1.jar")));
        Path jar = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
        container.run(Operation.UPGRADE, jar).unwrap();
        long now = container.only("org.example.tok").getBundleId();
        assertThat(container.plugins().content(now).unwrap()).isEqualTo(Files.readAllBytes(jar));
        assertThat(container.plugins().content(12345).failure()).hasValueSatisfying(problem ->
                assertThat(problem.message()).contains("there is no bundle 12345"));
    }

    @Test
    void rollsBackToTheDistributionsVersion() throws IOException {
        upgradeTo("1.1.0");
        upgradeTo("1.2.0");
        assertCommitted(container.run(Operation.ROLLBACK, "tokenizer:tok"));
        assertThat(container.only("org.example.tok").getVersion()).hasToString("1.1.0");
        assertCommitted(container.run(Operation.ROLLBACK, "tok"));
        assertThat(container.only("org.example.tok").getVersion()).hasToString("1.0.0");
        assertThat(container.run(Operation.ROLLBACK, "tok").failure().orElseThrow().message())
                .contains("there is no version before");
        assertThat(container.stored()).as("one jar and the set").hasSize(2);
    }

    @Test
    void installsAndUninstallsWhatNoSessionUses() throws IOException {
        Path jar = TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar");
        assertCommitted(container.run(Operation.INSTALL, jar));
        assertThat(container.plugins().list()).extracting(info -> info.descriptor().id() + " " + info.state())
                .containsExactly("logger:log active", "tokenizer:tok active");
        assertThat(session.calls).isEmpty();
        assertThat(container.run(Operation.INSTALL, jar).failure().orElseThrow().message())
                .contains("already installed");

        assertCommitted(container.run(Operation.UNINSTALL, "log"));
        assertThat(container.named("org.example.log")).isEmpty();
        assertThat(container.stored().keySet()).containsExactly("set.json");
        assertThat(container.plugins().loadersAlive()).isZero();
    }

    @Test
    void takesAStoppedOptionalPluginOutOfItsSessionsAndBringsItBack() throws BundleException {
        Bundle log = container.distribution(TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar"));
        session.uses("logger", "log", log);

        assertCommitted(container.run(Operation.STOP, "log"));
        assertThat(session.calls).containsExactly("prepare 0", "commit", "await", "drain");
        assertThat(session.bindings).hasSize(1);
        assertThat(log.getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(container.plugins().info("log").unwrap().state()).isEqualTo("stopped");

        assertCommitted(container.run(Operation.START, "log"));
        assertThat(session.bindings).hasSize(2);
        assertThat(log.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void stopsAMandatoryPluginWithoutTakingItOut() {
        Plan plan = container.plugins().plan(Operation.STOP, "tok").unwrap();
        assertThat(plan.actions().get(0)).contains("session s1 finishes its step and waits");
        assertCommitted(container.run(Operation.STOP, "tok"));
        assertThat(session.calls).isEmpty();
        assertThat(old.getState()).isEqualTo(Bundle.RESOLVED);
        assertCommitted(container.run(Operation.START, "tok"));
        assertThat(old.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(container.run(Operation.UNINSTALL, "tok").failure().orElseThrow().message())
                .contains("session s1 cannot do without tokenizer:tok");
    }

    @Test
    void leavesASessionThatWaitsForThePluginToRecoverByItself() throws BundleException {
        old.stop();
        session.bindings = List.of(new Session.Binding("tokenizer", "tokenizer", "tok",
                BundleRef.of(old), false, false, Map.of()));
        upgradeTo("1.1.0");
        assertThat(session.calls).isEmpty();
        assertThat(container.only("org.example.tok").getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void goesBackWhenASessionRollsBackAndTakesTheOthersAlong() throws IOException {
        TestSession other = container.sessions.add("s2").uses("tokenizer", "tok", old);
        other.failAt = "probation";
        Applied applied = container.run(Operation.UPGRADE, tok("1.1.0")).unwrap();
        assertThat(applied.outcome()).isInstanceOf(SwapOutcome.RolledBack.class);
        assertThat(applied.message()).contains("session s2").contains("the first call threw");
        assertThat(session.calls).as("back by revert or, after its probation, by the opposite exchange")
                .contains("revert").endsWith("drain");
        assertThat(container.bundleId(session.bindings.get(0))).isEqualTo(old.getBundleId());
        assertThat(other.calls).doesNotContain("revert").contains("drain");
        assertThat(container.only("org.example.tok")).isEqualTo(old);
        assertThat(container.stored()).isEmpty();
    }

    @Test
    void tellsTheSessionsWhatWasRefusedAndWhy() {
        session.failAt = "prepare";
        Applied applied = container.run(Operation.UPGRADE, tok("1.1.0")).unwrap();
        assertThat(applied.outcome()).isInstanceOf(SwapOutcome.NotStarted.class);
        assertThat(session.swaps).singleElement().satisfies(swap -> {
            assertThat(swap.outcome()).isEqualTo("refused");
            assertThat(swap.from() + swap.to() + swap.step()).isEqualTo("1.0.01.1.07");
            assertThat(swap.reason()).contains("its health is bad");
        });
        assertThat(container.only("org.example.tok")).isEqualTo(old);
    }

    @Test
    void tellsTheSessionsAndTheLedgerOfAChangeThatCouldNotBePlanned() {
        Path bad = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").imports("org.nowhere").in(jars, "bad.jar");
        assertThat(container.run(Operation.UPGRADE, bad).isOk()).isFalse();
        assertThat(session.swaps).singleElement().satisfies(swap ->
                assertThat(swap.reason()).contains("org.nowhere"));
        assertThat(container.plugins().history(1).get(0)).containsEntry("type", "refused")
                .containsEntry("who", "test").containsEntry("operation", "upgrade")
                .containsEntry("plugin", "tokenizer:tok").containsEntry("bundle", "org.example.tok")
                .containsEntry("sha256", ContentHash.of(TestJar.tokenizer("org.example.tok", "1.1.0", "tok")
                        .imports("org.nowhere").bytes()));
        assertThat(container.run(Operation.UNINSTALL, "tok").isOk()).isFalse();
        assertThat(container.plugins().history(1).get(0)).containsEntry("type", "refused")
                .containsEntry("operation", "uninstall").containsEntry("bundle", "org.example.tok");
    }

    @Test
    void keepsTheOldVersionInstalledWhileACallIsInsideIt() {
        session.failAt = "drain";
        Applied applied = container.run(Operation.UPGRADE, tok("1.1.0")).unwrap();
        assertThat(applied.outcome()).isInstanceOf(SwapOutcome.Degraded.class);
        assertThat(applied.message()).contains("generate holds it");
        assertThat(old.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(container.named("org.example.tok")).hasSize(2);
    }

    @Test
    void saysWhyABundleCannotStartOrItsComponentCannotBeActivated() throws IOException {
        Path throwing = TestJar.tokenizer("org.example.tok", "1.1.0", "tok")
                .imports("org.osgi.framework").activator(ThrowingActivator.class).in(jars, "a.jar");
        assertThat(container.run(Operation.UPGRADE, throwing).unwrap().message())
                .contains("org.example.tok 1.1.0: cannot be started: IllegalStateException: no fire today");
        Path component = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").immediate(ThrowingComponent.class)
                .in(jars, "b.jar");
        assertThat(container.run(Operation.UPGRADE, component).unwrap().message())
                .contains("component immediate cannot be activated: IllegalStateException: no vocabulary");
        Path stateless = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").immediate(Stateless.class)
                .describing("<implementation", "<property name=\"athanor.plugin.stateSchema\" value=\"tok.counts\"/>"
                        + "<implementation").in(jars, "s.jar");
        assertThat(container.run(Operation.UPGRADE, stateless).unwrap().message()).contains("it declares the state "
                + "tok.counts, but " + Stateless.class.getName() + " does not implement Stateful");
        Path none = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").component("").in(jars, "c.jar");
        assertThat(container.run(Operation.UPGRADE, none).unwrap().message())
                .contains("no Declarative Services component");
        assertThat(container.only("org.example.tok")).isEqualTo(old);
        assertThat(container.stored()).isEmpty();
    }

    @Test
    void upgradesABundleThatWasUpdatedByOtherMeansAndCanStillGoBack() throws Exception {
        try (var in = Files.newInputStream(tok("1.0.5"))) {
            old.update(in);
        }
        assertThat(container.plugins().info("tok").unwrap().descriptor().version()).hasToString("1.0.5");
        upgradeTo("1.1.0");
        assertCommitted(container.run(Operation.ROLLBACK, "tok"));
        assertThat(container.only("org.example.tok").getVersion()).hasToString("1.0.5");
    }

    @Test
    void namesTheNearestPluginForOneThatIsNotThere() {
        assertThat(container.plugins().info("tokk").failure().orElseThrow().message())
                .contains("no plugin 'tokk'").contains("did you mean 'tok'?");
    }

    private void upgradeTo(String version) {
        assertCommitted(container.run(Operation.UPGRADE, tok(version)));
    }

    private Path tok(String version) {
        return TestJar.tokenizer("org.example.tok", version, "tok").in(jars, "tok-" + version + ".jar");
    }
}
