package org.athanor.plugins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.athanor.plugins.TestContainer.assertCommitted;

import java.nio.file.Path;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

class KindUsersTest {

    private static final String HERB = "org.example.herb.Herb";
    private static final String KIND = "org.example.herb";

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private TestContainer container;

    @BeforeEach
    void setUp() throws Exception {
        container = new TestContainer(home).manage();
    }

    @AfterEach
    void tearDown() throws BundleException {
        container.close();
    }

    private Path kind(String version) {
        return TestJar.bundle(KIND, version).kind("herb", HERB).in(jars, "herb-" + version + ".jar");
    }

    private Path plugin(String name) {
        return TestJar.plugin("org.example." + name, "1.0.0", HERB, name).ofKind(HERB).in(jars, name + ".jar");
    }

    private String refused(Operation operation, Object subject) {
        return container.run(operation, subject).failure().orElseThrow().message();
    }

    @Test
    void aBundleThatBringsOnlyAKindIsInstalledAndPluginsOfItAfterIt() {
        Path sage = plugin("sage");
        assertThat(refused(Operation.INSTALL, sage)).contains("unknown plugin kind '" + HERB + "'")
                .contains("install the bundle that brings it first");
        assertCommitted(container.run(Operation.INSTALL, kind("1.0.0")));
        assertCommitted(container.run(Operation.INSTALL, sage));
        assertThat(container.plugins().list()).extracting(plugin -> plugin.descriptor().id()).contains("herb:sage");
    }

    @Test
    void aBundleWhoseKindASessionUsesStaysAsItIs() {
        assertCommitted(container.run(Operation.INSTALL, kind("1.0.0")));
        assertCommitted(container.run(Operation.INSTALL, plugin("sage")));
        assertCommitted(container.run(Operation.INSTALL, plugin("mint")));
        container.sessions.add("tea").uses("herb", "sage", container.only("org.example.sage"))
                .uses("herb", "mint", container.only("org.example.mint"));
        String words = "org.example.herb 1.0.0: brings the kind herb, which herb:sage in session tea, herb:mint in "
                + "session tea use; end the sessions first";
        assertThat(refused(Operation.UPGRADE, kind("1.0.1"))).isEqualTo(words);
        assertThat(refused(Operation.UNINSTALL, KIND)).isEqualTo(words);
        assertThat(refused(Operation.STOP, KIND)).isEqualTo(words);
        assertThat(container.only(KIND).getVersion()).hasToString("1.0.0");
    }

    @Test
    void aBundleWhoseKindAPluginIsOfLeavesOnlyAfterIt() {
        assertCommitted(container.run(Operation.INSTALL, kind("1.0.0")));
        assertCommitted(container.run(Operation.INSTALL, plugin("sage")));
        String words = "org.example.herb 1.0.0: brings the kind herb, which herb:sage (org.example.sage 1.0.0) uses; "
                + "uninstall what uses it first, or bring another version of all that in with it";
        assertThat(refused(Operation.UNINSTALL, KIND)).isEqualTo(words);
        assertThat(refused(Operation.UPGRADE, kind("1.0.1"))).isEqualTo(words);
        assertCommitted(container.run(Operation.UNINSTALL, "sage"));
        assertCommitted(container.run(Operation.UPGRADE, kind("1.0.1")));
        assertCommitted(container.run(Operation.UNINSTALL, KIND));
        assertThat(container.named(KIND)).isEmpty();
    }

    @Test
    void twoBundlesDoNotBringOneKind() {
        assertCommitted(container.run(Operation.INSTALL, kind("1.0.0")));
        Path other = TestJar.bundle("org.example.weed", "1.0.0").kind("herb", "org.example.weed.Weed")
                .in(jars, "weed.jar");
        assertThat(refused(Operation.INSTALL, other)).contains("brings the kind herb (" + HERB + "), which "
                + "org.example.herb 1.0.0 brings already; import it from there");
    }
}
