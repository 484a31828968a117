package org.athanor.plugins.leak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.durable.ledger.FileLedgers;
import org.athanor.exchange.testing.JournalBundle;
import org.athanor.exchange.testing.SessionContainer;
import org.athanor.plugins.PluginManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** A session counts the loaders that are left at its end, and holds up no other session for it. */
class LoadersAtTheEndTest {

    @TempDir
    private Path home;
    private SessionContainer container;
    private PluginManager plugins;
    private final BlockingQueue<String> causes = new LinkedBlockingQueue<>();
    private final NotificationListener listener = (notification, nothing) -> causes.add(
            GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()).getGcCause());
    private long heard;

    @BeforeEach
    void start() throws Exception {
        container = new SessionContainer(home);
        plugins = new PluginManager(container.context(), new FileLedgers(),
                container.service(ServiceComponentRuntime.class));
        container.context().registerService(Plugins.class, plugins, null);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector).addNotificationListener(listener, null, null);
        }
        heard = collections();
    }

    @AfterEach
    void stop() throws Exception {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector).removeNotificationListener(listener);
        }
        container.close();
    }

    private Session session(String id) throws IOException {
        return container.run(id, "work: counting\nplugins: [journal]\njournal: {every: 3}\n");
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
    }

    /** Returns how many collections were asked for since the last call, once all that there were are told of. */
    private long askedFor() throws InterruptedException {
        long asked = 0;
        for (long now = collections(); heard < now; heard++) {
            asked += causes.take().equals("System.gc()") ? 1 : 0;
        }
        return asked;
    }

    @Test
    void noCollectionIsAskedForWhileAnotherSessionWorks() throws Exception {
        Bundle old = container.bring("journal", new JournalBundle("1.0.0", "Integer", "").jar());
        Session first = session("first");
        Session second = session("second");
        ClassLoader held = old.adapt(BundleWiring.class).getClassLoader();
        Path jar = Files.write(home.resolve("next.jar"), new JournalBundle("1.1.0", "Long", "").jar());
        assertThat(plugins.change(Operation.UPGRADE, List.of(jar.toString()), ApplyOptions.standard("test"),
                plan -> { }).unwrap().outcome()).isInstanceOf(SwapOutcome.Committed.class);
        askedFor();

        first.stop().unwrap();
        assertThat(askedFor()).isZero();
        assertThat(first.report().orElseThrow().loadersAlive()).isEqualTo(1);

        second.stop().unwrap();
        assertThat(askedFor()).isPositive();
        assertThat(second.report().orElseThrow().loadersAlive()).isEqualTo(1);
        assertThat(held).isNotNull();
    }

    @Test
    void theLastSessionSaysWhatIsLeftAfterCollections() throws Exception {
        container.bring("journal", new JournalBundle("1.0.0", "Integer", "").jar());
        Session session = session("only");
        Path jar = Files.write(home.resolve("next.jar"), new JournalBundle("1.1.0", "Long", "").jar());
        assertThat(plugins.change(Operation.UPGRADE, List.of(jar.toString()), ApplyOptions.standard("test"),
                plan -> { }).unwrap().outcome()).isInstanceOf(SwapOutcome.Committed.class);
        session.stop().unwrap();
        assertThat(session.report().orElseThrow().loadersAlive()).isZero();
    }
}
