package org.athanor.itests.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.Session.Incoming;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.junit.Assert;

/** Exchanges in single slots of sessions, and what a process that dies leaves of them. */
final class SlotExchanges {

    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(0);

    private SlotExchanges() {
    }

    /** Returns what fills a slot. */
    static Binding binding(Session session, String slot) {
        return session.bindings().stream().filter(each -> each.slot().equals(slot)).findFirst().orElseThrow();
    }

    /** Puts a plugin into a slot, or empties it, and waits until that is done. */
    static void exchange(Session session, String slot, Optional<Incoming> to) throws InterruptedException {
        Exchange exchange = session.prepare(List.of(new Change(slot, Optional.of(binding(session, slot).bundle()),
                to)), POLICY).unwrap();
        exchange.shadow().unwrap();
        exchange.commit().unwrap();
        Assert.assertTrue(exchange.awaitOutcome() instanceof SwapOutcome.Committed);
        exchange.drain().unwrap();
    }

    /** Names a plugin that comes in, with settings of its own. */
    static Incoming incoming(String kind, String plugin, BundleRef bundle, Map<String, String> settings) {
        return new Incoming(kind, plugin, bundle, Optional.empty(), settings, () -> Result.ok(new byte[0]));
    }

    /** Ends a session and takes its last checkpoint away, as if its process had died before it. */
    static void lose(Session session, Path checkpoints) throws IOException {
        session.stop().unwrap();
        try (Stream<Path> parts = Files.walk(checkpoints.resolve("step-" + session.status().step()))) {
            for (Path part : parts.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(part);
            }
        }
    }

    /** Returns the steps of the checkpoints in a folder. */
    static List<Long> checkpoints(Path folder) throws IOException {
        try (Stream<Path> steps = Files.list(folder.resolve("checkpoints"))) {
            return steps.map(step -> Long.valueOf(step.getFileName().toString().replace("step-", ""))).sorted()
                    .toList();
        }
    }
}
