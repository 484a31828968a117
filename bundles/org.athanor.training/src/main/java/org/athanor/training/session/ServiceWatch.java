package org.athanor.training.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.PluginBinding;
import org.athanor.training.generation.SessionServices;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session sound when its services come and go without a plan: by {@code felix:stop}, {@code felix:update} or
 * a removed file. A service leaves only after the step that uses it; the session then does without it or waits, and
 * goes on when it is back.
 */
final class ServiceWatch implements SessionServices.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceWatch.class);

    /** How long a service that vanishes is held up for the step that uses it. */
    private static final long STEP_MILLIS = 60_000;

    private final SessionState state;
    private final Barrier barrier;
    private final Switching switching;
    private final StepLoop loop;
    private final RunLife life;
    private final Vocabulary vocabulary;
    private final Announcer announcer;

    ServiceWatch(SessionState state, Barrier barrier, Switching switching, StepLoop loop, RunLife life,
            Vocabulary vocabulary, Announcer announcer) {
        this.state = state;
        this.barrier = barrier;
        this.switching = switching;
        this.loop = loop;
        this.life = life;
        this.vocabulary = vocabulary;
        this.announcer = announcer;
    }

    @Override
    public void vanishing(ServiceReference<?> reference) {
        if (state.state().ended()) {
            if (state.generation().bindings().stream().anyMatch(binding -> binding.reference().equals(reference))) {
                letGo(state.generation());
            }
            return;
        }
        if (!barrier.within(STEP_MILLIS, () -> lost(reference))) {
            LOG.warn("{} goes although a step still uses it after {} s", reference, STEP_MILLIS / 1000);
        }
    }

    @Override
    public void appeared() {
        if (!state.state().ended()) {
            barrier.submit(this::recover);
        }
    }

    private boolean lost(ServiceReference<?> reference) {
        if (state.state().ended()) {
            return true;
        }
        boolean goesOn = switching.lose(reference);
        if (switching.hasLost()) {
            String missing = missing().stream().map(binding -> binding.slot().id()).collect(Collectors.joining(", "));
            if (goesOn) {
                announcer.announce(state.progress().step(), Level.WARNING, "warning",
                        "goes on without " + missing + ", which has stopped");
            } else {
                loop.waitFor(missing);
            }
        }
        return goesOn;
    }

    private boolean recover() {
        if (!switching.hasLost() || state.state().ended()) {
            return false;
        }
        List<Candidate> candidates = new ArrayList<>();
        for (PluginBinding binding : state.generation().bindings()) {
            Optional<Long> bundle = switching.alive(binding) ? Optional.of(binding.bundleId()) : successor(binding);
            if (bundle.isEmpty()) {
                return false;
            }
            candidates.add(new Candidate(binding.slot(), bundle.get()));
        }
        Result<Generation> next = life.builder().build(candidates, Optional.of(state.generation()),
                Optional.of(vocabulary), state.progress().cursor());
        next.ifErr(problem -> loop.waitFor(missing().get(0).slot().id() + ": " + problem.message()));
        return next.toOptional().map(this::use).orElse(false);
    }

    private boolean use(Generation next) {
        Optional<String> misfit = state.model().misfit(next.model(), next.optimizer()).map(Problem::message);
        Generation unused = misfit.isPresent() ? next : switching.recover(next);
        if (misfit.isEmpty()) {
            next.bindings().forEach(binding -> life.jars().keep(binding.bundleId()).ifErr(problem ->
                    LOG.warn("the run cannot be replayed: {}", problem.message())));
            announcer.record("recovered", Map.of("step", state.progress().step(), "plugins",
                    life.jars().describe(next)));
        }
        loop.waitFor(misfit.orElse(""));
        new Thread(() -> letGo(unused), "athanor-release").start();
        return misfit.isEmpty();
    }

    private static void letGo(Generation unused) {
        try {
            unused.release(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Long> successor(PluginBinding binding) {
        return life.services().all(binding.slot().kind(), binding.slot().name()).stream()
                .map(reference -> reference.getBundle().getBundleId()).findFirst();
    }

    private List<PluginBinding> missing() {
        return state.generation().bindings().stream().filter(binding -> !switching.alive(binding)).toList();
    }
}
