package org.athanor.shell.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.Set;
import org.athanor.api.lifecycle.Recorded;
import org.athanor.api.lifecycle.Recorded.Exchanged;
import org.athanor.api.lifecycle.RunHistory;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.Sessions;
import org.athanor.api.session.SwapPolicy;

/**
 * Does a run again. The session pauses at every step at which something was done to the run, so it is done exactly
 * there, however long it takes.
 *
 * @param sessions starts the new run
 * @param bundles the bundles of the run
 * @param run the run
 */
record Replay(Sessions sessions, RunBundles bundles, RunLeft run) {

    /** Starts the new run, paused, with the plugins that the run began with. */
    Session start(Optional<String> id) {
        // A jar of step 900 that may not come in must not cost 899 steps.
        Stream.concat(run.history().start().values().stream(), run.history().done().stream()
                .filter(Exchanged.class::isInstance).map(Exchanged.class::cast)
                .flatMap(each -> each.plugin().stream())).forEach(bundles::admit);
        Map<String, BundleRef> first = new LinkedHashMap<>();
        run.history().start().forEach((slot, plugin) -> first.put(slot, bundles.bundle(plugin)));
        return sessions.repeat(run.folder(), first, id).unwrap();
    }

    /** Lets the session go where the run went, and returns its report. */
    RunReport perform(Session session) throws InterruptedException {
        try {
            List<Recorded> left = run.history().done();
            while (!left.isEmpty()) {
                session.advance(left.get(0).step()).unwrap();
                left = left.subList(next(session, left), left.size());
            }
            if (run.status().equals("completed")) {
                session.proceed().unwrap();
            } else {
                session.advance(run.steps()).unwrap();
                session.stop().unwrap();
            }
            return session.await();
        } catch (ProblemException e) {
            // Only a run that goes on can be paused; one that is ending answers when it has ended.
            boolean ended = !session.pause().isOk();
            session.stop();
            if (ended) {
                // The report says why, and so does the comparison.
                return session.await();
            }
            throw e;
        }
    }

    /** Does what comes first: a setting, or exchanges that belong together; returns how much that was. */
    private int next(Session session, List<Recorded> left) {
        if (left.get(0) instanceof Recorded.Set set) {
            session.set(set.key(), set.value()).unwrap();
            return 1;
        }
        List<Exchanged> together = RunHistory.together(left);
        exchange(session, together);
        return together.size();
    }

    private void exchange(Session session, List<Exchanged> together) {
        List<Change> changes = new ArrayList<>();
        for (Exchanged each : together) {
            Optional<Binding> before = session.bindings().stream()
                    .filter(binding -> binding.slot().equals(each.slot())).findFirst();
            if (!each.isDone(before)) {
                changes.add(new Change(each.slot(), before.map(Binding::bundle), each.plugin().map(bundles::incoming)));
            }
        }
        if (!changes.isEmpty()) {
            Exchange exchange = session.prepare(changes, SwapPolicy.unchecked()).unwrap();
            exchange.commit().unwrap();
            exchange.drain().unwrap();
            changes.forEach(change -> change.from().filter(bundle -> session.bindings().stream()
                    .noneMatch(binding -> binding.bundle().sameAs(bundle))).ifPresent(bundles::forget));
        }
    }
}
