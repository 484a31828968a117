package org.athanor.exchange.session;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Fed;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.exchange.feed.Feeds;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.Lease;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.swap.Switching;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.RunIdentity;
import org.osgi.framework.BundleContext;

/** A session as its work sees it. */
public final class SessionHost implements Host {

    private final Machinery machinery;
    private volatile Optional<Switching> switching = Optional.empty();

    /** Shows a session to its work. */
    public SessionHost(Machinery machinery) {
        this.machinery = machinery;
    }

    /** Lets the work reach what switches it. Called before the work begins. */
    public void attach(Switching attached) {
        switching = Optional.of(attached);
    }

    private Switching switching() {
        return switching.orElseThrow(() -> new IllegalStateException("The session has not begun."));
    }

    @Override
    public String id() {
        return machinery.life().identity().name();
    }

    @Override
    public RunIdentity identity() {
        return machinery.life().identity();
    }

    @Override
    public Path directory() {
        return machinery.life().folder().path();
    }

    @Override
    public BundleContext context() {
        return machinery.life().context();
    }

    @Override
    public State state() {
        return machinery.state().state();
    }

    @Override
    public Generation generation() {
        return machinery.state().generation();
    }

    /** A generation is replaced before it is released, so at the second or third look there is one to hold. */
    @Override
    public Lease lease(String call) {
        for (int tries = 0; tries < 100; tries++) {
            Optional<Lease> lease = generation().lease(call);
            if (lease.isPresent()) {
                return lease.get();
            }
            Thread.onSpinWait();
        }
        throw new ProblemException(Problem.of(Kind.USAGE, "the run has ended", id(),
                "what it left is in runs/" + id()));
    }

    @Override
    public <T> T atBarrier(Callable<T> work) {
        return machinery.barrier().call(work);
    }

    @Override
    public boolean alive(PluginBinding binding) {
        return switching().alive(binding);
    }

    @Override
    public boolean onProbation() {
        return switching().onProbation();
    }

    @Override
    public boolean onProbation(PluginBinding binding) {
        return newcomer(binding);
    }

    @Override
    public boolean takeBack(PluginBinding culprit, Problem why) {
        return newcomer(culprit) && switching().rollBack(why);
    }

    /** What a plugin does wrong may be the fault of one that it uses. */
    private boolean newcomer(PluginBinding binding) {
        return switching().newcomer(binding) || machinery.life().peers().reach(generation(), binding.slot().name())
                .stream().flatMap(slot -> generation().binding(slot).stream()).anyMatch(switching()::newcomer);
    }

    @Override
    public Map<String, StateSnapshot> states() {
        Generation generation = generation();
        Feeds.Snapshots fed = machinery.feeds().snapshots();
        Map<String, StateSnapshot> states = new LinkedHashMap<>(fed.states());
        fed.absent().forEach((binding, why) -> machinery.announcer().announce(switching().step(), Level.WARNING,
                "warning", "the checkpoint is without the state of " + binding.descriptor() + ": " + why));
        for (PluginBinding binding : generation.bindings()) {
            if (binding.descriptor().kind().crossing() == Crossing.HANDED_OVER
                    && binding.service() instanceof Stateful own) {
                try {
                    states.put(binding.slot().name(), generation.threads().within(() ->
                            Objects.requireNonNull(own.snapshot(), "it gave no snapshot")));
                } catch (Throwable e) {
                    throw new CulpritException(binding, PluginFailure.of("does not give its state", e)
                            .at(binding.descriptor().toString()));
                }
            }
        }
        return states;
    }

    @Override
    public void witness() {
        switching().witness();
    }

    @Override
    public void awaiting(long step, String what) {
        boolean waited = state() == State.WAITING;
        machinery.state().become(what.isEmpty() ? State.RUNNING : State.WAITING, what);
        if (!waited && !what.isEmpty()) {
            announce(new RunEvent(step, Level.WARNING, "waiting", "waits after step " + step + " for " + what));
        } else if (waited && what.isEmpty()) {
            announce(new RunEvent(step, Level.INFO, "resumed", "goes on after step " + step));
        }
    }

    @Override
    public <S extends Fed> void feed(Class<S> service, Consumer<S> message) {
        machinery.feeds().post(service, message);
    }

    @Override
    public void announce(RunEvent event) {
        machinery.announcer().announce(event);
    }

    @Override
    public Result<String> record(String type, Map<String, ?> fields) {
        return machinery.announcer().record(type, fields);
    }

    @Override
    public void callFailed() {
        machinery.announcer().callFailed();
    }

    @Override
    public List<Place.Filled> filled() {
        return generation().bindings().stream().map(binding -> new Place.Filled(binding.slot().name(),
                binding.descriptor().kind().word(), binding.descriptor().name(),
                binding.bundle(),
                binding.section().plain())).toList();
    }
}
