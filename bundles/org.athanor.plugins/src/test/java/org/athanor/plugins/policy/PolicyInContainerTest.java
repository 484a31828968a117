package org.athanor.plugins.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TestSessions.TestSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyInContainerTest {

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private Path first;
    private Path second;

    @BeforeEach
    void makeJars() {
        first = TestJar.tokenizer("org.example.tok", "1.0.0", "tok").in(jars, "tok-1.jar");
        second = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
    }

    @Test
    void refusesWhatIsNotListedBeforeAnythingIsTouchedAndTellsTheSession() throws Exception {
        try (TestContainer container = new TestContainer(home)) {
            TestSession session = container.sessions.add("s1")
                    .uses("tokenizer", "tok", container.distribution(first));
            container.manage();
            list();
            assertThat(container.run(Operation.UPGRADE, second).failure().orElseThrow().message())
                    .contains("tok-2.jar: is not among the listed plugins");
            assertThat(session.swaps).singleElement()
                    .satisfies(swap -> assertThat(swap.outcome()).isEqualTo("refused"));
            assertThat(home.resolve("plugins")).doesNotExist();
        }
    }

    @Test
    void asksThePolicyAgainWhenAPlanIsApplied() throws Exception {
        try (TestContainer container = new TestContainer(home)) {
            container.distribution(first);
            container.manage();
            Plan plan = container.plugins().plan(Operation.UPGRADE, second.toString()).unwrap();
            list();
            assertThat(container.plugins().apply(plan, ApplyOptions.standard("test")).failure().orElseThrow().message())
                    .contains("is not among the listed plugins");
        }
    }

    @Test
    void letsTheDistributionsVersionComeBack() throws Exception {
        try (TestContainer container = new TestContainer(home)) {
            container.distribution(first);
            container.manage();
            assertThat(container.run(Operation.UPGRADE, second).isOk()).isTrue();
            list();
            assertThat(container.run(Operation.ROLLBACK, "tok").unwrap().outcome())
                    .isInstanceOf(SwapOutcome.Committed.class);
        }
    }

    @Test
    void doesNotRestoreWhatThePolicyNoLongerPermits() throws Exception {
        try (TestContainer container = new TestContainer(home)) {
            container.distribution(first);
            container.manage();
            list(second);
            assertThat(container.run(Operation.UPGRADE, second).isOk()).isTrue();
        }
        assertThat(versionAfterRestart()).isEqualTo("1.1.0");
        list();
        assertThat(versionAfterRestart()).isEqualTo("1.0.0");
    }

    private String versionAfterRestart() throws Exception {
        try (TestContainer container = new TestContainer(home)) {
            container.distribution(first);
            container.manage();
            return container.only("org.example.tok").getVersion().toString();
        }
    }

    private void list(Path... permitted) throws IOException {
        StringBuilder hashes = new StringBuilder();
        for (Path jar : permitted) {
            hashes.append('"').append(ContentHash.of(Files.readAllBytes(jar))).append('"');
        }
        Files.writeString(home.resolve("policy.json"), "{\"plugins\": \"listed\", \"listed\": [" + hashes + "]}");
    }
}
