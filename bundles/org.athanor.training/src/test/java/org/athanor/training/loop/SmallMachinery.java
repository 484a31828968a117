package org.athanor.training.loop;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.feed.Feeds;
import org.athanor.exchange.generation.SessionServices;
import org.athanor.exchange.migration.Migrators;
import org.athanor.exchange.peer.SessionPeers;
import org.athanor.exchange.run.RunFolder;
import org.athanor.exchange.run.RunJars;
import org.athanor.exchange.session.Announcer;
import org.athanor.exchange.session.Machinery;
import org.athanor.exchange.session.SessionLife;
import org.athanor.exchange.swap.Barrier;
import org.athanor.exchange.swap.SessionState;
import org.athanor.exchange.swap.SwapTable;
import org.athanor.exchange.work.RunIdentity;
import org.osgi.framework.BundleContext;

/** The parts of a session without a framework. */
final class SmallMachinery {

    private SmallMachinery() {
    }

    /** Makes them, in a folder. */
    static Machinery of(Path folder, Ledger ledger) {
        BundleContext context = nothing(BundleContext.class);
        RunFolder run = new RunFolder(folder, nothing(Ledgers.class));
        RunJars jars = new RunJars(context, run);
        SessionServices services = new SessionServices(context, "small", nothing(SessionServices.Listener.class));
        // The container of a test builds the generations; a builder needs services that are not on the class path.
        @SuppressWarnings("NullAway")
        SessionLife life = new SessionLife(new RunIdentity("small", "a small run"), new TrainingKind(), context, run,
                jars, ledger, null, new SessionPeers(context), services, new Migrators(context), 0);
        Feeds feeds = new Feeds("small", (snapshot, plugin) -> Result.ok(snapshot));
        SwapTable swaps = new SwapTable(ledger, jars, List.of());
        return new Machinery(life, new SessionState(), new Barrier(), swaps, feeds,
                new Announcer("small", feeds, swaps));
    }

    /** What is there and is not asked for anything, or answers that there is nothing. */
    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (it, call, given) -> null));
    }
}
