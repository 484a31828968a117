package org.athanor.training.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.PluginBinding;
import org.athanor.training.generation.SessionServices;
import org.athanor.training.generation.Slot;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session sound when its services come and go without a plan: by {@code felix:stop}, {@code felix:update} or
 * a removed file. A service leaves only after the step that uses it, and hands its state over; the session then does
 * without an optional one or waits for a mandatory one, and takes it in again when it is back.
 */
final class ServiceWatch implements SessionServices.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceWatch.class);

    /** How long a service that vanishes is held up for the step that uses it. */
    private static final long STEP_MILLIS = 60_000;

    private final SessionState state;
    private final Barrier barrier;
    private final Switching switching;
    private final SlotTable slots;
    private final StepLoop loop;
    private final Plugins plugins;
    private final Announcer announcer;

    /** What a watch asks of the container. */
    interface Plugins {
        /** Returns the bundles with a service for a slot, highest version first. */
        List<Long> bundles(Slot slot);

        /** Returns whether there is a bundle, started or not. */
        boolean installed(long bundle);

        /** Builds the generation that follows {@code before}. */
        Result<Generation> build(List<Candidate> candidates, Generation before);

        /** Hears of a generation that came into use without a plan. */
        void recovered(Generation next);
    }

    ServiceWatch(SessionState state, Barrier barrier, Switching switching, SlotTable slots, StepLoop loop,
            Plugins plugins, Announcer announcer) {
        this.state = state;
        this.barrier = barrier;
        this.switching = switching;
        this.slots = slots;
        this.loop = loop;
        this.plugins = plugins;
        this.announcer = announcer;
    }

    @Override
    public void vanishing(ServiceReference<?> reference) {
        if (state.state().ended()) {
            if (uses(state.generation(), reference)) {
                letGo(state.generation());
            }
            return;
        }
        AtomicBoolean works = new AtomicBoolean(true);
        if (!barrier.within(STEP_MILLIS, () -> lost(reference, works.get()))) {
            works.set(false);
            LOG.warn("{} goes although a step still uses it after {} s", reference, STEP_MILLIS / 1000);
        }
    }

    @Override
    public void appeared() {
        if (!state.state().ended()) {
            barrier.submit(this::recover);
        }
    }

    private boolean lost(ServiceReference<?> reference, boolean works) {
        if (state.state().ended()) {
            return false;
        }
        switching.lose(reference, works);
        Optional<PluginBinding> missing = slots.missing().stream()
                .filter(binding -> binding.reference().equals(reference)).findFirst();
        missing.map(PluginBinding::slot).ifPresent(slot -> {
            if (slot.kind().mandatory()) {
                loop.waitFor(ids(slots.missing().stream().map(PluginBinding::slot)
                        .filter(each -> each.kind().mandatory()).toList()));
            } else {
                announcer.announce(state.progress().step(), Level.WARNING, "warning",
                        "goes on without " + slot.id() + ", which has stopped");
            }
        });
        return missing.isPresent();
    }

    /** Takes in what is back, once no mandatory plugin is missing; an optional one that is no good stays out. */
    private boolean recover() {
        if (state.state().ended() || switching.afterProbation(this::appeared)) {
            return false;
        }
        Map<Slot, Long> back = back();
        if (back.isEmpty() || slots.missing().stream().map(PluginBinding::slot)
                .anyMatch(slot -> slot.kind().mandatory() && !back.containsKey(slot))) {
            return false;
        }
        Map<Slot, Long> needed = new LinkedHashMap<>(back);
        needed.keySet().removeIf(slot -> !slot.kind().mandatory());
        Optional<Problem> failure = use(back);
        if (failure.isPresent() && needed.size() < back.size()) {
            List<Slot> optional = back.keySet().stream().filter(slot -> !needed.containsKey(slot)).toList();
            announcer.announce(state.progress().step(), Level.WARNING, "warning",
                    "goes on without " + ids(optional) + ": " + failure.get().message());
            failure = needed.isEmpty() ? Optional.empty() : use(needed);
        }
        failure.ifPresent(problem -> loop.waitFor(ids(needed.keySet()) + ": " + problem.message()));
        return failure.isEmpty();
    }

    /** Returns the bundles that are to fill slots whose service had gone. */
    private Map<Slot, Long> back() {
        Map<Slot, Long> back = new LinkedHashMap<>();
        slots.missing().forEach(binding -> successor(binding.slot(), binding.bundleId())
                .ifPresent(bundle -> back.put(binding.slot(), bundle)));
        slots.empty().forEach(empty -> successor(empty.slot(), empty.last().bundleId())
                .ifPresent(bundle -> back.put(empty.slot(), bundle)));
        return back;
    }

    /** The session can do without an optional plugin: while its own bundle is there, only a plan replaces that. */
    private Optional<Long> successor(Slot slot, long before) {
        List<Long> bundles = plugins.bundles(slot);
        return slot.kind().mandatory() || bundles.contains(before) || !plugins.installed(before)
                ? bundles.stream().filter(bundle -> bundle == before).findFirst().or(() -> bundles.stream().findFirst())
                : Optional.empty();
    }

    private Optional<Problem> use(Map<Slot, Long> back) {
        Generation before = state.generation();
        List<Candidate> candidates = new ArrayList<>();
        before.bindings().stream().filter(slots::alive)
                .forEach(binding -> candidates.add(new Candidate(binding.slot(), binding.bundleId())));
        back.forEach((slot, bundle) -> candidates.add(new Candidate(slot, bundle)));
        Result<Generation> built = plugins.build(slots.inOrder(candidates), before);
        if (built.failure().isPresent()) {
            return built.failure();
        }
        Generation next = built.unwrap();
        Optional<Problem> misfit = state.model().misfit(next.model(), next.optimizer())
                .or(() -> switching.recover(next));
        if (misfit.isEmpty()) {
            plugins.recovered(next);
            loop.waitFor("");
        }
        new Thread(() -> letGo(misfit.isEmpty() ? before : next), "athanor-release").start();
        return misfit;
    }

    private static void letGo(Generation unused) {
        try {
            unused.release(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean uses(Generation generation, ServiceReference<?> reference) {
        return generation.bindings().stream().anyMatch(binding -> binding.reference().equals(reference));
    }

    private static String ids(Collection<Slot> slots) {
        return slots.stream().map(Slot::id).collect(Collectors.joining(", "));
    }
}
