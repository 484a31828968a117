package org.athanor.plugins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.athanor.plugins.TestContainer.assertCommitted;

import java.nio.file.Path;
import java.util.List;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TokenizerInUse;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Bundles that bring a kind of work, and several bundles of which one needs what another brings. */
class WorkBundlesTest extends TokenizerInUse {

    private static final String HERB = "org.example.herb.Herb";

    @Test
    void aKindOfWorkComesInAndStaysAsItIsWhileASessionOfItRuns() {
        assertCommitted(container.run(Operation.INSTALL, work("training", "1.0.0")));
        String words = "session s1 is a training, which org.example.training 1.0.0 brings; end the session first";
        assertThat(container.run(Operation.UPGRADE, work("training", "1.1.0")).failure().orElseThrow().message())
                .endsWith(words);
        assertThat(container.run(Operation.UNINSTALL, "org.example.training").failure().orElseThrow().message())
                .endsWith(words);
        assertThat(container.only("org.example.training").getVersion()).hasToString("1.0.0");

        assertCommitted(container.run(Operation.INSTALL, work("brewing", "1.0.0")));
        assertCommitted(container.run(Operation.UPGRADE, work("brewing", "1.1.0")));
        assertThat(container.only("org.example.brewing").getVersion()).hasToString("1.1.0");
        assertCommitted(container.run(Operation.UNINSTALL, "org.example.brewing"));
        assertThat(container.plugins().loadersAlive()).isZero();
    }

    @Test
    void aKindOfWorkWithoutAComponentIsRefused() {
        Path jar = TestJar.bundle("org.example.none", "1.0.0").work("idle").in(jars, "none.jar");
        assertThat(container.run(Operation.INSTALL, jar).unwrap().message())
                .contains("no Declarative Services component");
        assertThat(container.named("org.example.none")).isEmpty();
    }

    @Test
    void whatHoldsNoPluginSaysSo() {
        assertCommitted(container.run(Operation.INSTALL, work("brewing", "1.0.0")));
        assertThat(container.plugins().info("org.example.brewing").failure().orElseThrow().message())
                .isEqualTo("org.example.brewing 1.0.0 is installed and active, but holds no plugin: it brings kinds of "
                        + "plugin or of work");
    }

    @Test
    void aKindItsPluginsAndAWorkComeInTogetherAndComeBackTogether() throws Exception {
        assertCommitted(container.plugins().change(Operation.INSTALL, List.of(kind().toString(), plugin().toString(),
                work("brewing", "1.0.0").toString()), ApplyOptions.standard("test"), plan -> { }));
        container.close();
        startContainer();
        assertThat(container.plugins().info("herb:sage").unwrap().state()).isEqualTo("active");
        assertThat(container.only("org.example.herb").getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(container.only("org.example.brewing").getState()).isEqualTo(Bundle.ACTIVE);
    }

    private Path kind() {
        return TestJar.bundle("org.example.herb", "1.0.0").kind("herb", HERB).in(jars, "herb.jar");
    }

    private Path plugin() {
        return TestJar.plugin("org.example.sage", "1.0.0", HERB, "sage").ofKind(HERB).in(jars, "sage.jar");
    }

    private Path work(String name, String version) {
        return TestJar.bundle("org.example." + name, version).work(name).component("<scr:component "
                + "xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"" + name + "\" "
                + "configuration-policy=\"require\"><implementation class=\"none.Such\"/></scr:component>")
                .in(jars, name + "-" + version + ".jar");
    }
}
