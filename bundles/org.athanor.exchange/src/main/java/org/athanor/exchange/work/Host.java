package org.athanor.exchange.work;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.plugin.Fed;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.state.StateSnapshot;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.Lease;
import org.athanor.exchange.generation.PluginBinding;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.BundleContext;

/** The session of a running work: what the machinery offers it. Thread-safe unless a method says otherwise. */
@ProviderType
public interface Host {

    /** Returns the name of the run. */
    String id();

    /** Returns what tells the run from any other. */
    RunIdentity identity();

    /** Returns the run folder. */
    Path directory();

    /** Returns the framework. */
    BundleContext context();

    /** Returns what the session does. */
    SessionStatus.State state();

    /** Returns the generation in use. A step reads it once. */
    Generation generation();

    /**
     * Holds the generation in use for a call. Plugins that serve it find their peers in that generation when they run
     * on its threads.
     *
     * @param call names the call for whoever waits for its end
     * @throws org.athanor.api.plugin.ProblemException when the run has ended
     */
    Lease lease(String call);

    /** Does something at the next barrier and returns its answer; throws what it throws. */
    <T> T atBarrier(Callable<T> work);

    /** Returns whether the service of a binding is there. */
    boolean alive(PluginBinding binding);

    /** Returns whether an exchange is in probation. */
    boolean onProbation();

    /** Returns whether a plugin, or one that it uses, came with the exchange that is in probation. */
    boolean onProbation(PluginBinding binding);

    /**
     * Takes the exchange in probation back, if the culprit, or a plugin that it uses, came with it. Called at a
     * barrier.
     *
     * @return whether it was; what failed can then be tried again
     */
    boolean takeBack(PluginBinding culprit, Problem why);

    /**
     * Returns the states of the plugins that keep some, by slot, for a place to go on from, after everything that the
     * plugins that are fed were told is durable; of one that does not come in time it is said that it is absent. Called
     * at a barrier.
     *
     * @throws CulpritException names the plugin that did not give its state
     */
    Map<String, StateSnapshot> states();

    /** Notes that a place to go on from is about to hold what an open exchange did. Called at a barrier. */
    void witness();

    /**
     * Says what the work waits for after so many steps, beside plugins; empty when it goes on. Called by the session's
     * thread.
     */
    void awaiting(long step, String what);

    /** Tells every plugin that is fed and has this service. */
    <S extends Fed> void feed(Class<S> service, Consumer<S> message);

    /** Tells loggers and the log what happened. */
    void announce(RunEvent event);

    /** Writes a line into the run's ledger; a failure is in the log. */
    Result<String> record(String type, Map<String, ?> fields);

    /** Counts a call of a plugin that failed and was not part of an exchange that was taken back. */
    void callFailed();

    /** Returns the slots as they are filled now, for a place to go on from. */
    List<Place.Filled> filled();

    /** A plugin failed, and it is known which. */
    final class CulpritException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient PluginBinding culprit;
        private final transient Problem problem;

        /** Names the plugin and what it did. */
        public CulpritException(PluginBinding culprit, Problem problem) {
            super(problem.message(), problem.cause().orElse(null));
            this.culprit = culprit;
            this.problem = problem;
        }

        /** Returns the plugin. */
        public PluginBinding culprit() {
            return culprit;
        }

        /** Returns what it did. */
        public Problem problem() {
            return problem;
        }
    }
}
