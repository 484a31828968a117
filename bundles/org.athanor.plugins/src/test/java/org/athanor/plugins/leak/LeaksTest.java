package org.athanor.plugins.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.host.Host;
import org.athanor.plugins.probe.LeakingActivators.Clean;
import org.athanor.plugins.probe.LeakingActivators.Compared;
import org.athanor.plugins.probe.LeakingActivators.WithCacheEntry;
import org.athanor.plugins.probe.LeakingActivators.WithDriver;
import org.athanor.plugins.probe.LeakingActivators.WithExecutor;
import org.athanor.plugins.probe.LeakingActivators.WithFailure;
import org.athanor.plugins.probe.LeakingActivators.WithLambda;
import org.athanor.plugins.probe.LeakingActivators.WithManagementBean;
import org.athanor.plugins.probe.LeakingActivators.WithShutdownHook;
import org.athanor.plugins.probe.LeakingActivators.WithSuppressedFailure;
import org.athanor.plugins.probe.LeakingActivators.WithThread;
import org.athanor.plugins.probe.LeakingActivators.WithThreadLocal;
import org.athanor.plugins.probe.LeakingActivators.WithTimer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        return jar(NAME, version, activator);
    }

    private Path jar(String bundle, String version, Class<?> activator) {
        return TestJar.tokenizer(bundle, version, "tok").activator(activator)
                .imports("org.osgi.framework,org.athanor.plugins.host,javax.management")
                .in(jars, bundle + "-" + version + ".jar");
    }

    /** What holds a bundle with such an activator after it was removed, and the reference by which it does. */
    private record Held(Class<?> activator, String root, String reference) {

        String bundle() {
            return "org.example." + activator.getSimpleName().toLowerCase(Locale.ROOT);
        }
    }

    /** Together: each search reads the whole heap. */
    @Test
    void namesWhatHoldsEachRemovedVersion() throws Exception {
        List<Held> all = List.of(
                new Held(WithThreadLocal.class, "thread \"surviving\"",
                        "java.lang.Thread \"surviving\".threadLocals ->"),
                new Held(WithThread.class, "thread \"left running\", local variable in", "WithThread.class ->"),
                new Held(WithTimer.class, "thread \"left ticking\"", "WithTimer.class ->"),
                new Held(WithShutdownHook.class, "static field java.lang.ApplicationShutdownHooks.hooks",
                        "Thread \"left for the end\"."),
                new Held(WithManagementBean.class, "static field", "javax.management.StandardMBean.mbean ->"),
                new Held(WithDriver.class, "static field java.sql.DriverManager.registeredDrivers",
                        "java.sql.DriverInfo.driver ->"),
                new Held(WithCacheEntry.class, "static field org.athanor.plugins.host.Host.CACHE",
                        "WithCacheEntry.class ->"),
                new Held(WithLambda.class, "static field org.athanor.plugins.host.Host.LISTENERS",
                        "WithLambda$$Lambda"),
                new Held(WithFailure.class, "static field org.athanor.plugins.host.Host.FAILURES",
                        "Throwable.backtrace ->"),
                new Held(WithSuppressedFailure.class, "static field org.athanor.plugins.host.Host.FAILURES",
                        ".suppressedExceptions ->"),
                new Held(WithExecutor.class, "thread \"left pooled\"", "WithExecutor$$Lambda"));
        for (Held held : all) {
            container.run(Operation.INSTALL, jar(held.bundle(), "1.0.0", held.activator())).unwrap();
            container.run(Operation.UNINSTALL, held.bundle()).unwrap();
        }
        List<Leak> leaks = container.plugins().leaks();

        assertThat(leaks).extracting(Leak::plugin, Leak::bundle, Leak::version).containsExactlyInAnyOrder(all.stream()
                .map(held -> tuple("tokenizer:tok", held.bundle(), "1.0.0")).toArray(Tuple[]::new));
        assertThat(all).allSatisfy(held -> assertThat(leaks).filteredOn(Leak::bundle, held.bundle()).singleElement()
                .satisfies(leak -> assertThat(leak.root()).startsWith(held.root()))
                .satisfies(leak -> assertThat(String.join("\n", leak.path())).contains(held.reference())
                        .endsWith(".classLoader ->")));
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
                .filter(line -> "quarantined".equals(line.get("type"))).toList();
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
        try {
            container.run(Operation.UNINSTALL, NAME).unwrap();

            assertThat(container.plugins().leaks()).singleElement()
                    .satisfies(leak -> assertThat(leak.root()).startsWith("only soft references"))
                    .satisfies(leak -> assertThat(leak.path()).isEmpty());
        } finally {
            Reference.reachabilityFence(soft);
        }
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
