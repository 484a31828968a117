package org.athanor.plugins.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.athanor.plugins.TestContainer.assertCommitted;

import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TokenizerInUse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** A call that does not end stays inside a version which the session uses no more. */
class LeftoverTest extends TokenizerInUse {

    private Bundle say;

    @BeforeEach
    void addLogger() throws Exception {
        say = container.distribution(TestJar.logger("org.example.say", "1.0.0", "say").in(jars, "say-1.jar"));
        session.uses("logger", "say", say);
    }

    @Test
    void saysThatTheOldVersionIsBackAlthoughACallIsInsideTheNewOne() throws Exception {
        session.failAt = "probation drain";
        Applied applied = container.run(Operation.UPGRADE, tok("1.1.0")).unwrap();
        assertThat(applied.outcome()).isInstanceOf(SwapOutcome.RolledBack.class);
        assertThat(applied.message()).contains("rolled back").contains("the first call threw")
                .contains("generate holds it").doesNotContain("stays on the new version");
        assertThat(container.bundleId(session.bindings.get(0))).isEqualTo(old.getBundleId());
        assertThat(container.named("org.example.tok")).hasSize(2)
                .allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);

        assertThat(container.run(Operation.UPGRADE, tok("1.1.0")).unwrap().message())
                .contains("refused").contains("org.example.tok 1.1.0").contains("generate holds it");
        session.failAt = "";
        assertCommitted(container.run(Operation.UPGRADE, tok("1.1.0")));
        assertThat(container.only("org.example.tok").getVersion()).hasToString("1.1.0");
        assertThat(Files.isRegularFile(home.resolve("plugins").resolve(
                container.plugins().info("tok").unwrap().sha256() + ".jar"))).isTrue();
    }

    @Test
    void goesBackToAVersionThatWasLeftInstalledOnceItsCallsHaveEnded() throws Exception {
        assertCommitted(container.run(Operation.UPGRADE, tok("1.1.0")));
        session.failAt = "drain";
        assertThat(container.run(Operation.UPGRADE, tok("1.2.0")).unwrap().outcome())
                .isInstanceOf(SwapOutcome.Degraded.class);
        assertThat(container.named("org.example.tok")).hasSize(2);
        session.failAt = "";
        assertCommitted(container.run(Operation.ROLLBACK, "tok"));
        assertThat(container.only("org.example.tok").getVersion()).hasToString("1.1.0");
        assertThat(session.bindings).anyMatch(binding ->
                container.bundleId(binding) == container.only("org.example.tok").getBundleId());
    }

    @Test
    void meansTheVersionInUseWhenAnotherIsLeft() throws Exception {
        session.failAt = "probation drain";
        container.run(Operation.UPGRADE, TestJar.logger("org.example.say", "1.1.0", "say").in(jars, "say-2.jar"))
                .unwrap();
        session.failAt = "";
        assertThat(container.plugins().info("say").unwrap().bundleId()).isEqualTo(say.getBundleId());
        assertCommitted(container.run(Operation.STOP, "say"));
        assertThat(say.getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(container.only("org.example.say")).as("the other was retired").isEqualTo(say);
    }

    @Test
    void installsAgainWhatWasLeftByAnUninstallation() throws Exception {
        session.failAt = "drain";
        assertThat(container.run(Operation.UNINSTALL, "say").unwrap().outcome())
                .isInstanceOf(SwapOutcome.Degraded.class);
        assertThat(container.plugins().info("say").isOk()).isFalse();
        session.failAt = "";
        assertCommitted(container.run(Operation.INSTALL, jars.resolve("say-1.jar")));
        assertThat(container.only("org.example.say")).isNotEqualTo(say);
    }

    @Test
    void keepsTheEntryOfTheVersionInUseWhenAnotherIsUninstalled() throws Exception {
        assertCommitted(container.run(Operation.UPGRADE,
                TestJar.logger("org.example.say", "1.1.0", "say").in(jars, "say-2.jar")));
        container.distribution(TestJar.logger("org.example.say", "1.2.0", "say").in(jars, "say-3.jar"));
        String set = Files.readString(home.resolve("plugins/set.json"));
        assertCommitted(container.run(Operation.UNINSTALL, "say"));
        assertThat(container.only("org.example.say").getVersion()).hasToString("1.1.0");
        assertThat(Files.readString(home.resolve("plugins/set.json"))).isEqualTo(set);
    }

    private Path tok(String version) {
        return TestJar.tokenizer("org.example.tok", version, "tok").in(jars, "tok-" + version + ".jar");
    }
}
