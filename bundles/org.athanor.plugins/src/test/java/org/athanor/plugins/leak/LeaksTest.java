package org.athanor.plugins.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.host.Host;
import org.athanor.plugins.probe.LeakingActivators;
import org.athanor.plugins.probe.LeakingActivators.Clean;
import org.athanor.plugins.probe.LeakingActivators.Compared;
import org.athanor.plugins.probe.LeakingActivators.WithLambda;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.wiring.BundleWiring;

class LeaksTest {

    private static final String NAME = "org.example.tok";

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private TestContainer container;

    @BeforeEach
    void start() throws Exception {
        Host.FAILURES.add(new IllegalStateException("a failure of the host"));
        container = new TestContainer(home).manage();
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
        Host.forgetAll();
    }

    private Path jar(String version, Class<?> activator) {
        return TestJar.tokenizer(NAME, version, "tok").activator(activator)
                .imports("org.osgi.framework,org.athanor.plugins.host,javax.management").in(jars, version + ".jar");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "WithThreadLocal       | thread \"surviving\"            | java.lang.Thread \"surviving\".threadLocals ->",
        "WithThread            | thread \"left running\", local variable in | WithThread.class ->",
        "WithTimer             | thread \"left ticking\"         | WithTimer.class ->",
        "WithShutdownHook      | static field java.lang.ApplicationShutdownHooks.hooks | Thread \"left for the end\".",
        "WithManagementBean    | static field                    | javax.management.StandardMBean.mbean ->",
        "WithDriver            | static field java.sql.DriverManager.registeredDrivers | java.sql.DriverInfo.driver ->",
        "WithCacheEntry        | static field org.athanor.plugins.host.Host.CACHE      | WithCacheEntry.class ->",
        "WithLambda            | static field org.athanor.plugins.host.Host.LISTENERS  | WithLambda$$Lambda",
        "WithFailure           | static field org.athanor.plugins.host.Host.FAILURES   | Throwable.backtrace ->",
        "WithSuppressedFailure | static field org.athanor.plugins.host.Host.FAILURES   | .suppressedExceptions ->",
        "WithExecutor          | thread \"left pooled\"          | WithExecutor$$Lambda"})
    void namesWhatHoldsARemovedVersion(String activator, String root, String reference) throws Exception {
        container.run(Operation.INSTALL, jar("1.0.0",
                Class.forName(LeakingActivators.class.getName() + "$" + activator))).unwrap();
        container.run(Operation.UNINSTALL, NAME).unwrap();
        List<Leak> leaks = container.plugins().leaks();

        assertThat(leaks).extracting(Leak::plugin, Leak::bundle, Leak::version)
                .containsExactly(tuple("tokenizer:tok", NAME, "1.0.0"));
        assertThat(leaks.get(0).root()).startsWith(root);
        assertThat(String.join("\n", leaks.get(0).path())).contains(reference).endsWith(".classLoader ->");
        assertThat(home.resolve("tmp")).as("the dump is deleted").isEmptyDirectory();
    }

    @Test
    void reportsNothingOfWhatWasCollectedAndDoesNotDumpTheHeap() {
        container.run(Operation.INSTALL, jar("1.0.0", Clean.class)).unwrap();
        container.run(Operation.UPGRADE, jar("1.1.0", Clean.class)).unwrap();

        assertThat(container.plugins().leaks()).isEmpty();
        assertThat(container.plugins().quarantined()).isEmpty();
        assertThat(home.resolve("tmp")).doesNotExist();
        assertThat(container.run(Operation.ROLLBACK, NAME).unwrap().outcome().word()).isEqualTo("committed");
    }

    @Test
    void countsNoRecordThatOnlyTheJdkRemembers() {
        container.run(Operation.INSTALL, jar("1.0.0", Compared.class)).unwrap();
        container.run(Operation.UNINSTALL, NAME).unwrap();

        assertThat(container.plugins().leaks()).isEmpty();
    }

    @Test
    void keepsOutWhatHasLeakedAndWritesItDownOnce() {
        container.run(Operation.INSTALL, jar("1.0.0", WithLambda.class)).unwrap();
        container.run(Operation.UPGRADE, jar("1.1.0", WithLambda.class)).unwrap();
        container.run(Operation.UPGRADE, jar("1.2.0", Clean.class)).unwrap();

        assertThat(container.plugins().loadersAlive()).isEqualTo(2);
        assertThat(container.plugins().leaks()).extracting(Leak::version).containsExactly("1.0.0", "1.1.0");

        assertThat(container.plugins().quarantined()).extracting(info -> info.descriptor() + " " + info.state())
                .containsExactly("tokenizer:tok 1.0.0 quarantined", "tokenizer:tok 1.1.0 quarantined");
        assertThat(container.run(Operation.ROLLBACK, NAME).failure().orElseThrow().message())
                .startsWith("org.example.tok 1.1.0: is under quarantine");
        assertThat(container.run(Operation.UPGRADE, jar("1.0.0", WithLambda.class)).isOk()).isFalse();
        assertThat(container.run(Operation.UPGRADE, jar("1.3.0", Clean.class)).unwrap().outcome().word())
                .isEqualTo("committed");
        assertThat(container.plugins().list()).extracting(PluginInfo::state).containsExactly("active");
        List<Map<String, Object>> lines = container.plugins().history(Integer.MAX_VALUE).stream()
                .filter(line -> line.get("type").equals("quarantined")).toList();
        assertThat(lines).extracting(line -> line.get("bundle") + " " + line.get("version"))
                .containsExactly(NAME + " 1.0.0", NAME + " 1.1.0");
    }

    @Test
    void letsAVersionInAgainOnceItsLoaderHasGone() {
        container.run(Operation.INSTALL, jar("1.0.0", WithLambda.class)).unwrap();
        container.run(Operation.UPGRADE, jar("1.1.0", Clean.class)).unwrap();
        assertThat(container.plugins().leaks()).hasSize(1);
        assertThat(container.run(Operation.ROLLBACK, NAME).isOk()).isFalse();

        Host.forgetAll();
        assertThat(container.plugins().loadersAlive()).isZero();
        assertThat(container.plugins().quarantined()).isEmpty();
        assertThat(container.run(Operation.ROLLBACK, NAME).unwrap().outcome().word()).isEqualTo("committed");
    }

    @Test
    void countsNoSoftReferenceAsAPath() {
        container.run(Operation.INSTALL, jar("1.0.0", Clean.class)).unwrap();
        Reference<ClassLoader> soft = new SoftReference<>(
                container.only(NAME).adapt(BundleWiring.class).getClassLoader());
        container.run(Operation.UNINSTALL, NAME).unwrap();

        assertThat(container.plugins().leaks()).singleElement()
                .satisfies(leak -> assertThat(leak.root()).startsWith("only soft references"))
                .satisfies(leak -> assertThat(leak.path()).isEmpty());
        Reference.reachabilityFence(soft);
    }

    @Test
    void saysThatItWasInterruptedInsteadOfReportingNoLeak() {
        container.run(Operation.INSTALL, jar("1.0.0", WithLambda.class)).unwrap();
        container.run(Operation.UNINSTALL, NAME).unwrap();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> container.plugins().leaks()).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void namesALeakAlsoWhenTheHeapCannotBeDumped() throws Exception {
        Files.writeString(home.resolve("tmp"), "a file where the folder should be");
        container.run(Operation.INSTALL, jar("1.0.0", WithLambda.class)).unwrap();
        container.run(Operation.UNINSTALL, NAME).unwrap();

        assertThat(container.plugins().leaks()).singleElement()
                .satisfies(leak -> assertThat(leak.root()).startsWith("unknown: the heap could not be searched: "));
        assertThat(container.plugins().quarantined()).hasSize(1);
    }
}
