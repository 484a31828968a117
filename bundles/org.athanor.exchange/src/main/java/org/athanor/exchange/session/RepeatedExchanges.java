package org.athanor.exchange.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.lifecycle.Recorded;
import org.athanor.api.lifecycle.Recorded.Exchanged;
import org.athanor.api.lifecycle.RecordedPlugin;
import org.athanor.api.lifecycle.RunHistory;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.Session.Incoming;
import org.athanor.exchange.catalog.PluginCatalog;
import org.athanor.exchange.swap.Preparation;
import org.athanor.exchange.swap.SlotTable;
import org.athanor.exchange.swap.SwapExchange;
import org.athanor.exchange.swap.Switching;
import org.athanor.exchange.work.RunningWork;

/**
 * Makes the exchanges again that a run had made after the place from which it goes on, each after the step after which
 * it was made. What has the plugin already that an exchange brought is left as it is. Used on the session's thread.
 */
final class RepeatedExchanges {

    private final Machinery machinery;
    private final RunningWork work;
    private final PluginCatalog catalog;
    private final Controls controls;
    private final List<Recorded> left;
    private final List<Postponed> postponed = new ArrayList<>();
    private boolean looked;

    /** Exchanges that may be replaced by another of the same slots. */
    private record Postponed(List<Recorded> exchanges, CompletableFuture<Boolean> changed) {
    }

    /** What a session exchanges plugins with. */
    record Controls(SlotTable slots, Preparation preparation, Switching switching) {
    }

    /** {@code again}: what is to be made again, in order. */
    RepeatedExchanges(Machinery machinery, RunningWork work, PluginCatalog catalog, Controls controls,
            List<? extends Recorded> again) {
        this.machinery = machinery;
        this.work = work;
        this.catalog = catalog;
        this.controls = controls;
        this.left = new ArrayList<>(again);
    }

    /** Makes again what was exchanged after the steps that are completed. */
    void stepCompleted() {
        if (!looked) {
            looked = true;
            leaveOutWhatHasGone();
        }
        takeUp();
        while (!left.isEmpty() && left.get(0).step() <= work.step()) {
            List<Exchanged> together = RunHistory.together(left);
            left.subList(0, together.size()).clear();
            List<Change> changes = together.stream().flatMap(each -> change(each).stream()).toList();
            if (!changes.isEmpty()) {
                exchange(changes).ifErr(problem -> warn(together.get(0), problem.message()));
            }
        }
    }

    /**
     * Leaves slots to whoever is about to change them.
     *
     * @param changed completed with whether they were; otherwise what is due meanwhile is made late
     */
    void leave(List<Change> changes, CompletableFuture<Boolean> changed) {
        List<Recorded> exchanges = left.stream().filter(each -> each instanceof Exchanged exchanged && changes.stream()
                .anyMatch(change -> change.slot().equals(exchanged.slot()))).toList();
        left.removeAll(exchanges);
        postponed.add(new Postponed(exchanges, changed));
    }

    /**
     * Looked at when the run goes on: what is installed later belongs to a change that somebody makes then, and which
     * may not come to its end.
     */
    private void leaveOutWhatHasGone() {
        left.removeIf(each -> each instanceof Exchanged exchanged && exchanged.plugin()
                .filter(plugin -> installed(plugin).isEmpty()).map(plugin -> {
                    warn(exchanged, plugin.id() + " " + plugin.bundle().version() + " is not installed any more");
                    return true;
                }).orElse(false));
    }

    private Optional<BundleRef> installed(RecordedPlugin plugin) {
        return catalog.find(plugin.kind(), plugin.name(), plugin.bundle()).map(entry -> BundleRef.of(entry.bundle()));
    }

    private void takeUp() {
        List<Postponed> decided = postponed.stream().filter(each -> each.changed().isDone()).toList();
        postponed.removeAll(decided);
        decided.stream().filter(each -> !each.changed().join()).forEach(each -> left.addAll(each.exchanges()));
        left.sort(Comparator.comparingLong(Recorded::step));
    }

    private Optional<Change> change(Exchanged recorded) {
        Optional<Binding> before = controls.slots().bindings().stream()
                .filter(binding -> binding.slot().equals(recorded.slot())).findFirst();
        if (recorded.isDone(before)) {
            return Optional.empty();
        }
        if (recorded.plugin().isEmpty()) {
            return before.map(binding -> new Change(recorded.slot(), Optional.of(binding.bundle()), Optional.empty()));
        }
        RecordedPlugin plugin = recorded.plugin().get();
        Optional<BundleRef> bundle = installed(plugin);
        if (bundle.isEmpty()) {
            warn(recorded, plugin.id() + " " + plugin.bundle().version() + " is not installed any more");
        }
        return bundle.map(found -> new Change(recorded.slot(), before.map(Binding::bundle), Optional.of(new Incoming(
                plugin.kind(), plugin.name(), found, plugin.section(), Map.of(),
                () -> machinery.life().jars().installed(found)))));
    }

    private Result<Long> exchange(List<Change> changes) {
        Optional<Problem> unkept = machinery.life().jars().keep(changes);
        if (unkept.isPresent()) {
            return Result.err(unkept.get());
        }
        controls.switching().confirm();
        return controls.preparation().prepare(machinery.state().generation(), changes).flatMap(prepared -> {
            Exchange exchange = SwapExchange.again(controls.switching(), prepared);
            Result<Long> committed = exchange.commit();
            // Whoever waits for the end of calls must not hold the steps up.
            Thread drain = new Thread(exchange::drain, machinery.life().id() + "-drain");
            drain.setDaemon(true);
            drain.start();
            return committed;
        });
    }

    private void warn(Exchanged recorded, String why) {
        machinery.announcer().announce(work.step(), Level.WARNING, "warning", "the exchange in slot "
                + recorded.slot() + " after step " + recorded.step() + " is not made again: " + why);
    }
}
