package org.athanor.plugins.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.athanor.plugins.TestContainer.assertCommitted;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;

/** What a plan says about wires is what the framework makes of it, or nothing is made at all. */
class RequirementsTest {

    private static final String WORDS = "org.example.words";
    private static final String TALK = "org.example.talk";

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private TestContainer container;

    @BeforeEach
    void setUp() throws Exception {
        container = new TestContainer(home);
        container.manage();
    }

    @AfterEach
    void tearDown() throws BundleException {
        container.close();
    }

    @Test
    void namesTheProviderThatTheFrameworkTakes() throws BundleException {
        library("low", WORDS + ";version=1.0.0");
        library("high", WORDS + ";version=1.1.0");
        Path jar = plugin().imports(WORDS + ";version=\"[1.0.0,2.0.0)\"").in(jars, "p.jar");
        Plan plan = container.plugins().plan(Operation.INSTALL, jar.toString()).unwrap();
        assertThat(plan.resolution()).containsExactly("package " + WORDS + " [1.0.0,2.0.0) -> org.example.high 1.0.0");
        assertCommitted(container.run(Operation.INSTALL, jar));
        assertThat(providers()).containsExactly("org.example.high");
    }

    @Test
    void saysWhoseCopyOfItsOwnPackageAPluginGets() throws BundleException {
        library("low", WORDS + ";version=1.0.0");
        Path jar = plugin().imports(WORDS).header("Export-Package", WORDS + ";version=1.1.0").in(jars, "p.jar");
        Plan plan = container.plugins().plan(Operation.INSTALL, jar.toString()).unwrap();
        assertThat(plan.resolution()).containsExactly("package " + WORDS + " -> org.example.low 1.0.0");
        assertCommitted(container.run(Operation.INSTALL, jar));
        assertThat(providers()).containsExactly("org.example.low");
    }

    @Test
    void refusesWhatTheFrameworkWiresToOthersThanThePlan() throws BundleException {
        library("low", WORDS + ";version=1.0.0");
        library("talk", TALK + ";uses:=\"" + WORDS + "\"", WORDS + ";version=\"[1.0.0,1.1.0)\"");
        library("high", WORDS + ";version=1.1.0");
        Path jar = plugin().imports(WORDS + ";version=\"[1.0.0,2.0.0)\"," + TALK).in(jars, "p.jar");
        var applied = container.run(Operation.INSTALL, jar).unwrap();
        assertThat(applied.outcome()).isInstanceOf(SwapOutcome.NotStarted.class);
        assertThat(applied.message()).contains("org.example.p 1.0.0").contains("resolves otherwise than planned")
                .contains("package " + WORDS + " from org.example.low 1.0.0, not from org.example.high 1.0.0");
        assertThat(container.named("org.example.p")).isEmpty();
    }

    @Test
    void upgradesASingletonBesideTheVersionThatItReplaces() {
        String singleton = "org.example.p;singleton:=true";
        assertCommitted(container.run(Operation.INSTALL, plugin().header("Bundle-SymbolicName", singleton)
                .in(jars, "one.jar")));
        assertCommitted(container.run(Operation.UPGRADE, plugin().header("Bundle-SymbolicName", singleton)
                .header("Bundle-Version", "1.1.0").in(jars, "two.jar")));
        assertThat(container.only("org.example.p").getVersion()).hasToString("1.1.0");
    }

    private void library(String name, String exports, String... imports) throws BundleException {
        TestJar jar = TestJar.bundle("org.example." + name, "1.0.0").header("Export-Package", exports);
        Stream.of(imports).forEach(jar::imports);
        container.distribution(jar.in(jars, name + ".jar"));
    }

    private static TestJar plugin() {
        return TestJar.logger("org.example.p", "1.0.0", "p");
    }

    private List<String> providers() {
        Bundle bundle = container.only("org.example.p");
        return bundle.adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .map(wire -> wire.getProvider().getBundle().getSymbolicName()).toList();
    }
}
