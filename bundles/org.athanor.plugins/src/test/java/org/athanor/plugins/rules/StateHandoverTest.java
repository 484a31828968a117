package org.athanor.plugins.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Result;
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

class StateHandoverTest {

    private static final String SCHEMA = "log.offset";

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private TestContainer container;
    private TestSession session;

    @BeforeEach
    void setUp() throws Exception {
        container = new TestContainer(home);
        Bundle old = container.distribution(log("1.0.0").state(SCHEMA, 1).migrates(SCHEMA, 1, 2)
                .in(jars, "log-1.jar"));
        container.manage();
        session = container.sessions.add("s1").uses("logger", "log", old);
    }

    @AfterEach
    void tearDown() throws BundleException {
        container.close();
    }

    @Test
    void findsAPathOverMigratorsOfTheOldTheNewAndOtherBundles() throws BundleException {
        assertThat(plan(log("1.1.0").state(SCHEMA, 3).migrates(SCHEMA, 2, 3)).unwrap().state())
                .containsExactly("state log.offset 1 -> 3 by 1->2, 2->3");
        Bundle other = container.distribution(TestJar.bundle("org.example.steps", "1.0.0")
                .migrates(SCHEMA, 2, 4).migrates("other", 1, 4).in(jars, "steps.jar"));
        assertThat(plan(log("1.1.0").state(SCHEMA, 4)).unwrap().state())
                .containsExactly("state log.offset 1 -> 4 by 1->2, 2->4");
        other.stop();
        assertThat(plan(log("1.1.0").state(SCHEMA, 4)).isOk()).as("a stopped migrator cannot migrate").isFalse();
    }

    @Test
    void refusesAChangeWithoutAPathBeforeAnythingIsTouched() {
        Path jar = log("1.1.0").state(SCHEMA, 3).migrates(SCHEMA, 3, 2).in(jars, "new.jar");
        assertThat(container.run(Operation.UPGRADE, jar).failure().orElseThrow().message())
                .startsWith("org.example.log 1.1.0: state log.offset 1 of logger:log cannot become version 3: there is "
                        + "no path over the migrations 3->2, 1->2; declare a migration");
        assertThat(session.calls).isEmpty();
        assertThat(container.named("org.example.log")).hasSize(1);
        assertThat(home.resolve("plugins")).doesNotExist();
        assertThat(session.swaps).singleElement()
                .satisfies(swap -> assertThat(swap.reason()).contains("there is no path"));
    }

    @Test
    void refusesToLoseAState() {
        assertThat(plan(log("1.1.0")).failure().orElseThrow().message())
                .contains("state log.offset 1 of logger:log would be lost: the new version keeps no state");
        assertThat(plan(log("1.1.0").state("log.lines", 2)).failure().orElseThrow().message())
                .contains("state log.offset 1 of logger:log would be lost: the state of the new version is "
                        + "log.lines 2");
    }

    @Test
    void saysWhenAStateStaysAsItIsOrBegins() throws BundleException {
        assertThat(plan(log("1.1.0").state(SCHEMA, 1)).unwrap().state())
                .containsExactly("state log.offset 1 is handed over as it is");
        container.distribution(TestJar.logger("org.example.plain", "1.0.0", "plain").in(jars, "plain.jar"));
        assertThat(plan(TestJar.logger("org.example.plain", "1.1.0", "plain").state("plain", 1)).unwrap().state())
                .containsExactly("state plain 1 begins, logger:plain kept none before");
    }

    @Test
    void needsAPathDownForTheWayBack() {
        assertThat(container.run(Operation.UPGRADE, log("1.1.0").state(SCHEMA, 2).in(jars, "log-2.jar")).unwrap()
                .outcome()).isInstanceOf(SwapOutcome.Committed.class);
        assertThat(container.plugins().plan(Operation.ROLLBACK, "log").failure().orElseThrow().message())
                .contains("state log.offset 2 of logger:log cannot become version 1");
        assertThat(container.run(Operation.UPGRADE, log("1.2.0").state(SCHEMA, 2).migrates(SCHEMA, 2, 1)
                .in(jars, "log-3.jar")).unwrap().outcome()).isInstanceOf(SwapOutcome.Committed.class);
        assertThat(container.plugins().plan(Operation.UPGRADE, log("1.3.0").state(SCHEMA, 1).in(jars, "log-4.jar")
                .toString()).unwrap().state()).containsExactly("state log.offset 2 -> 1 by 2->1");
    }

    private static TestJar log(String version) {
        return TestJar.logger("org.example.log", version, "log");
    }

    private Result<Plan> plan(TestJar jar) {
        return container.plugins().plan(Operation.UPGRADE, jar.in(jars, "new.jar").toString());
    }
}
