package org.athanor.exchange.swap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.SessionServices;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session sound when its services come and go without a plan: by {@code felix:stop}, {@code felix:update} or
 * a removed file. A service leaves only after the step that uses it, and hands its state over; the session then does
 * without an optional one or waits for a mandatory one, and takes it in again when it is back.
 */
public final class ServiceWatch implements SessionServices.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceWatch.class);

    /** How long a service that vanishes is held up for the step that uses it. */
    private static final long STEP_MILLIS = 60_000;

    private final SessionState state;
    private final Barrier barrier;
    private final Switching switching;
    private final SlotTable slots;
    private final Waiting loop;
    private final Plugins plugins;
    private final SwapReporter reporter;
    private final Executor beside;
    /** Used at barriers. */
    private boolean building;

    /** Hears that the session waits. */
    @FunctionalInterface
    public interface Waiting {
        /** Notes at this barrier what the session waits for; nothing, when everything is back. */
        void waitFor(String missing);
    }

    /** What a watch asks of the container. */
    public interface Plugins {
        /** Returns the active bundles that hold a plugin, highest version first. */
        List<Long> bundles(Candidate plugin);

        /** Returns whether an active bundle brings a kind. */
        boolean brings(PluginKind kind);

        /** Returns whether there is a bundle, started or not. */
        boolean installed(long bundle);

        /** Builds the generation that follows {@code before}. */
        Result<Generation> build(List<Candidate> candidates, Generation before);

        /** Returns whether all services of a generation that was built are still there. */
        boolean present(Generation next);

        /** Hears of a generation that came into use without a plan. */
        void recovered(Generation next);
    }

    /**
     * Creates the watch of a session.
     *
     * @param beside runs what takes its time, so that the session's thread waits for no plugin that begins
     */
    public ServiceWatch(SessionState state, Barrier barrier, Switching switching, SlotTable slots, Waiting loop,
            Plugins plugins, SwapReporter reporter, Executor beside) {
        this.state = state;
        this.barrier = barrier;
        this.switching = switching;
        this.slots = slots;
        this.loop = loop;
        this.plugins = plugins;
        this.reporter = reporter;
        this.beside = beside;
    }

    @Override
    public void vanishing(ServiceReference<?> reference) {
        if (state.state().ended()) {
            if (state.generation().uses(reference)) {
                // The thread that takes the service away must not wait for others to go.
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
            barrier.post(this::recover);
        }
    }

    @Override
    public void stopped() {
        if (!state.state().ended()) {
            barrier.post(this::kinds);
        }
    }

    /** Returns whether every kind that the session uses is there; it waits while one is not. */
    private boolean kinds() {
        if (state.state().ended()) {
            return false;
        }
        List<String> absent = state.generation().bindings().stream().map(binding -> binding.descriptor().kind())
                .distinct().filter(kind -> !plugins.brings(kind)).map(PluginKind::word).toList();
        if (slots.absent(absent)) {
            loop.waitFor(slots.needed());
        }
        return absent.isEmpty();
    }

    private boolean lost(ServiceReference<?> reference, boolean works) {
        if (state.state().ended()) {
            return false;
        }
        switching.lose(reference, works);
        Optional<PluginBinding> missing = slots.missing().stream()
                .filter(binding -> binding.reference().equals(reference)).findFirst();
        missing.ifPresent(binding -> {
            if (slots.needs(binding.slot())) {
                loop.waitFor(slots.needed());
            } else {
                reporter.warn("goes on without " + binding.descriptor().id() + ", which has stopped");
            }
        });
        return missing.isPresent();
    }

    /** Takes in what is back, once no mandatory plugin is missing; an optional one that is no good stays out. */
    private boolean recover() {
        if (building || !kinds() || switching.afterProbation(this::appeared)) {
            return false;
        }
        List<Candidate> back = back();
        List<String> slotsBack = back.stream().map(each -> each.slot().name()).toList();
        if (back.isEmpty() || slots.missing().stream().map(PluginBinding::slot)
                .anyMatch(slot -> slots.needs(slot) && !slotsBack.contains(slot.name()))) {
            return false;
        }
        build(back);
        return true;
    }

    private void build(List<Candidate> back) {
        building = true;
        Generation before = state.generation();
        List<Candidate> candidates = new ArrayList<>();
        before.bindings().stream().filter(slots::alive)
                .forEach(binding -> candidates.add(binding.candidate()));
        candidates.addAll(back);
        List<Candidate> inOrder = slots.inOrder(candidates);
        beside.execute(() -> {
            Result<Generation> built = plugins.build(inOrder, before);
            barrier.post(() -> take(back, before, built));
        });
    }

    private boolean take(List<Candidate> back, Generation before, Result<Generation> built) {
        building = false;
        boolean gone = built.toOptional().filter(next -> !plugins.present(next)).isPresent();
        if (gone || state.state().ended() || state.generation() != before) {
            built.toOptional().ifPresent(ServiceWatch::letGo);
            return !state.state().ended() && recover();
        }
        List<Candidate> needed = back.stream().filter(each -> slots.needs(each.slot())).toList();
        Optional<Problem> failure = built.map(next -> use(before, next)).orElse(Optional::of);
        failure.ifPresent(problem -> {
            if (needed.size() < back.size()) {
                reporter.warn("goes on without " + ids(back.stream().filter(each -> !slots.needs(each.slot()))
                        .toList()) + ": " + problem.message());
                if (!needed.isEmpty()) {
                    build(needed);
                }
            } else {
                loop.waitFor(ids(needed) + ": " + problem.message());
            }
        });
        return failure.isEmpty();
    }

    /** Returns what is to fill slots whose service had gone. */
    private List<Candidate> back() {
        return Stream.concat(slots.missing().stream().map(PluginBinding::candidate),
                slots.empty().stream().map(SlotTable.Empty::last)).flatMap(gone -> successor(gone).stream()).toList();
    }

    /** The session can do without an optional plugin: while its own bundle is there, only a plan replaces that. */
    private Optional<Candidate> successor(Candidate gone) {
        List<Long> bundles = plugins.bundles(gone);
        long before = gone.bundleId();
        Optional<Long> bundle = slots.needs(gone.slot()) || bundles.contains(before) || !plugins.installed(before)
                ? bundles.stream().filter(each -> each == before).findFirst().or(() -> bundles.stream().findFirst())
                : Optional.empty();
        return bundle.map(id -> new Candidate(gone.slot(), gone.kind(), gone.plugin(), id, gone.section()));
    }

    private Optional<Problem> use(Generation before, Generation next) {
        Optional<Problem> misfit = switching.recover(next);
        if (misfit.isEmpty()) {
            plugins.recovered(next);
            loop.waitFor(slots.needed());
        }
        letGo(misfit.isEmpty() ? before : next);
        return misfit;
    }

    private static void letGo(Generation unused) {
        new Thread(() -> release(unused), "athanor-release").start();
    }

    private static void release(Generation unused) {
        try {
            unused.release(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String ids(List<Candidate> plugins) {
        return plugins.stream().map(Candidate::id).collect(Collectors.joining(", "));
    }
}
