package org.athanor.plugins.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TestSessions.TestSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;

class SeveralPluginsTest {

    private static final String WORDS = "org.example.words";

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private TestContainer container;
    private TestSession session;

    @BeforeEach
    void setUp() throws Exception {
        container = new TestContainer(home);
        Bundle tok = container.distribution(tok("1.0.0", "1.0.0"));
        Bundle log = container.distribution(log("1.0.0", "[1.0.0,2.0.0)"));
        Bundle say = container.distribution(TestJar.logger("org.example.say", "1.0.0", "say").in(jars, "say-1.jar"));
        container.manage();
        session = container.sessions.add("s1").uses("tokenizer", "tok", tok)
                .uses("logger", "log", log).uses("logger", "say", say);
    }

    @AfterEach
    void tearDown() throws BundleException {
        container.close();
    }

    @Test
    void upgradesThreePluginsInOneExchangePerSession() {
        TestSession other = container.sessions.add("s2")
                .uses("logger", "say", container.only("org.example.say"));
        Applied applied = upgrade(tok("1.1.0", "1.0.0"), log("1.1.0", "[1.0.0,2.0.0)"), say("1.1.0")).unwrap();
        assertThat(applied.message()).isEqualTo("upgrade tokenizer:tok 1.0.0 -> 1.1.0, logger:log 1.0.0 -> 1.1.0, "
                + "logger:say 1.0.0 -> 1.1.0: committed at step 7 in s1, s2");
        assertThat(session.calls).containsExactly("prepare 10", "shadow", "vote", "vote", "commit", "await",
                "drain");
        assertThat(session.changes).extracting(Session.Change::slot)
                .containsExactly("tokenizer", "log", "say");
        assertThat(other.changes).extracting(Session.Change::slot).containsExactly("say");
        for (String bundle : List.of("tok", "log", "say")) {
            assertThat(container.only("org.example." + bundle).getVersion()).hasToString("1.1.0");
        }
        assertThat(container.plugins().loadersAlive()).isZero();
        Map<String, Object> line = container.plugins().history(1000).get(0);
        assertThat(line).containsEntry("plugin", "tokenizer:tok,logger:log,logger:say");
        assertThat((List<?>) line.get("parts")).hasSize(3);
    }

    @Test
    void allowsAMajorChangeWhenEveryImporterIsInThePlanWhateverTheOrder() {
        Path tok = tok("2.0.0", "2.0.0");
        Path log = log("2.0.0", "[2.0.0,3.0.0)");
        assertThat(upgrade(tok).failure().orElseThrow().message())
                .contains("package org.example.words changes from 1.0.0 to 2.0.0 (major), but org.example.log 1.0.0");
        assertThat(upgrade(log).failure().orElseThrow().message()).contains("cannot be resolved");
        Plan plan = plan(log, tok).unwrap();
        assertThat(plan.versions()).contains("imports org.example.words [2.0.0,3.0.0), before [1.0.0,2.0.0) from "
                + "org.example.tok 2.0.0 (in this plan), version 2.0.0: as it was built against",
                "exports org.example.words 1.0.0 -> 2.0.0: major; imported by org.example.log 1.0.0 [1.0.0,2.0.0) "
                        + "(in this plan)");
        assertThat(plan.refreshed()).isEmpty();
        committed(container.plugins().apply(plan, ApplyOptions.standard("test")));
        assertThat(exporterForLog()).isEqualTo(container.only("org.example.tok"));
        assertThat(container.plugins().loadersAlive()).isZero();

        committed(run(Operation.ROLLBACK, "tok", "log"));
        assertThat(container.only("org.example.tok").getVersion()).hasToString("1.0.0");
        assertThat(exporterForLog()).isEqualTo(container.only("org.example.tok"));
        assertThat(container.plugins().loadersAlive()).isZero();
    }

    @Test
    void wiresNewVersionsToEachOtherAlthoughTheOldOnesWouldFit() {
        committed(upgrade(tok("1.1.0", "1.0.1"), log("1.1.0", "[1.0.0,2.0.0)")));
        assertThat(exporterForLog().getVersion()).hasToString("1.1.0");
        assertThat(container.plugins().loadersAlive()).isZero();
    }

    @Test
    void touchesNothingWhenOneOfThemIsRefused() {
        Path bad = TestJar.logger("org.example.say", "1.1.0", "say").imports("org.nowhere").in(jars, "bad.jar");
        assertThat(container.plugins().change(Operation.UPGRADE, List.of(tok("1.1.0", "1.0.0").toString(),
                bad.toString()), ApplyOptions.standard("test"), plan -> { }).failure().orElseThrow().message())
                .contains("org.nowhere");
        assertThat(session.calls).isEmpty();
        assertThat(session.swaps).as("both would have been exchanged").extracting(swap -> swap.plugin())
                .containsExactly("tok", "say");
        assertThat(container.only("org.example.tok").getVersion()).hasToString("1.0.0");
        assertThat(home.resolve("plugins")).doesNotExist();
    }

    @Test
    void judgesTheRulesBetweenPluginsForAllOfThemTogether() {
        Path asks = TestJar.logger("org.example.say", "1.1.0", "say").features(";requires=loud").in(jars, "asks.jar");
        Path brings = TestJar.logger("org.example.log", "1.1.0", "log").features(";provides=loud")
                .in(jars, "brings.jar");
        assertThat(plan(asks).failure().orElseThrow().message())
                .contains("say requires loud, which no plugin provides");
        assertThat(plan(asks, brings).unwrap().features())
                .contains("loud, which say requires, is provided by log 1.1.0 in session s1");
    }

    @Test
    void migratesWithAMigratorOfAnotherJarInThePlan() {
        committed(upgrade(TestJar.logger("org.example.say", "1.1.0", "say").state("said", 1).in(jars, "say-2.jar")));
        Path next = TestJar.logger("org.example.say", "1.2.0", "say").state("said", 2).in(jars, "say-3.jar");
        Path migrator = TestJar.logger("org.example.log", "1.1.0", "log").migrates("said", 1, 2).in(jars, "m.jar");
        assertThat(plan(next).isOk()).isFalse();
        assertThat(plan(next, migrator).unwrap().state()).containsExactly("state said 1 -> 2 by 1->2");
    }

    @Test
    void refusesWhatMakesNoSenseTogether() {
        assertThat(plan(say("1.1.0"), say("1.2.0")).failure().orElseThrow().message())
                .contains("say-1.2.0.jar: brings in org.example.say, which ").contains("give each plugin once");
        assertThat(run(Operation.STOP, "log", "say").failure().orElseThrow().message())
                .contains("this operation takes one plugin at a time");
        assertThat(run(Operation.UPGRADE).failure().orElseThrow().message()).contains("nothing is given");
    }

    private Bundle exporterForLog() {
        return container.only("org.example.log").adapt(BundleWiring.class)
                .getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .filter(wire -> WORDS.equals(wire.getCapability().getAttributes()
                        .get(PackageNamespace.PACKAGE_NAMESPACE)))
                .findFirst().orElseThrow().getProvider().getBundle();
    }

    private Path tok(String version, String words) {
        return TestJar.tokenizer("org.example.tok", version, "tok").header("Export-Package", WORDS + ";version="
                + words).in(jars, "tok-" + version + ".jar");
    }

    private Path log(String version, String words) {
        return TestJar.logger("org.example.log", version, "log").imports(WORDS + ";version=\"" + words + "\"")
                .in(jars, "log-" + version + ".jar");
    }

    private Path say(String version) {
        return TestJar.logger("org.example.say", version, "say").in(jars, "say-" + version + ".jar");
    }

    private Result<Plan> plan(Path... news) {
        return container.plugins().plan(Operation.UPGRADE, Stream.of(news).map(Path::toString).toList());
    }

    private Result<Applied> upgrade(Path... news) {
        return plan(news).flatMap(plan -> container.plugins().apply(plan, ApplyOptions.standard("test")));
    }

    private Result<Applied> run(Operation operation, String... subjects) {
        return container.plugins().plan(operation, List.of(subjects))
                .flatMap(plan -> container.plugins().apply(plan, ApplyOptions.standard("test")));
    }

    private static void committed(Result<Applied> applied) {
        assertThat(applied.failure()).isEmpty();
        assertThat(applied.unwrap().outcome()).as(applied.unwrap().message())
                .isInstanceOf(SwapOutcome.Committed.class);
    }
}
