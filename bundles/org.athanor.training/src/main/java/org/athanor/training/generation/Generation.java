package org.athanor.training.generation;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.athanor.api.data.Split;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Optimizer;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.routing.Router;
import org.athanor.api.storage.Storage;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.DataMark;
import org.athanor.training.data.DataMarks;
import org.athanor.training.data.Rows;
import org.athanor.training.data.TrainingRows;
import org.athanor.training.model.ComposedModel;

/**
 * The plugins that a session uses from one barrier to the next, and what follows from them. The step thread reads the
 * session's generation once per step; callers on other threads hold a lease. A generation is drained when there is no
 * lease and no step.
 */
public final class Generation {

    private final long number;
    private volatile Content content;
    private final GenerationThreads threads;
    private final Consumer<PluginBinding> letGo;
    private final Set<Lease> leases = new LinkedHashSet<>();
    private boolean released;

    /**
     * What follows from the plugins of a generation.
     *
     * @param model the architecture with its patches
     * @param training the rows of training steps
     * @param evaluation the batches of held-out text; may be empty
     * @param heldOut what identifies the held-out text
     */
    public record Parts(ComposedModel model, TrainingRows training, List<Rows> evaluation, DataMark heldOut) {
    }

    private record Content(List<PluginBinding> bindings, Optional<Parts> parts) {
    }

    Generation(long number, List<PluginBinding> bindings, Parts parts, GenerationThreads threads,
            Consumer<PluginBinding> letGo) {
        this.number = number;
        this.content = new Content(List.copyOf(bindings), Optional.of(parts));
        this.threads = threads;
        this.letGo = letGo;
    }

    /** Returns the number of this generation, from 1. */
    public long number() {
        return number;
    }

    /** Returns the bindings in slot order; none once the generation is released. */
    public List<PluginBinding> bindings() {
        return content.bindings();
    }

    /** Returns the binding of a slot, or empty. */
    public Optional<PluginBinding> binding(PluginKind kind, String name) {
        return bindings().stream().filter(binding -> binding.slot().is(kind, name)).findFirst();
    }

    /** Returns the bindings of a kind in declared order. */
    public List<PluginBinding> bindings(PluginKind kind) {
        return bindings().stream().filter(binding -> binding.slot().kind() == kind).toList();
    }

    /** Returns the architecture with its patches. */
    public ComposedModel model() {
        return parts().model();
    }

    /** Returns the rows of training steps. */
    public TrainingRows training() {
        return parts().training();
    }

    /** Returns the batches of held-out text. */
    public List<Rows> evaluation() {
        return parts().evaluation();
    }

    /** Returns what identifies the data, of which the row at {@code cursor} is read next. */
    public DataMarks marks(Cursor cursor) {
        return new DataMarks(source(), Map.of(Split.TRAINING, training().mark(cursor), Split.EVALUATION,
                heldOut()));
    }

    /** Returns what identifies the held-out text. */
    DataMark heldOut() {
        return parts().heldOut();
    }

    private String source() {
        return bindings(PluginKind.DATA).stream().map(binding -> binding.slot().id()).findFirst().orElse("");
    }

    /** Returns the tokenizer. */
    public Tokenizer tokenizer() {
        return single(PluginKind.TOKENIZER, Tokenizer.class).orElseThrow();
    }

    /** Returns the objective. */
    public Objective objective() {
        return single(PluginKind.OBJECTIVE, Objective.class).orElseThrow();
    }

    /** Returns the optimizer. */
    public Optimizer optimizer() {
        return single(PluginKind.OPTIMIZER, Optimizer.class).orElseThrow();
    }

    /** Returns the storage. */
    public Storage storage() {
        return single(PluginKind.STORAGE, Storage.class).orElseThrow();
    }

    /** Returns the router, or empty when the session does without. */
    public Optional<Router> router() {
        return single(PluginKind.ROUTER, Router.class);
    }

    /** Returns the threads that run the plugins of this generation. */
    public GenerationThreads threads() {
        return threads;
    }

    /**
     * Holds the generation for a call.
     *
     * @param call names the call for whoever waits for its end
     * @return to be closed when the call has ended; empty when the generation is released already
     */
    public synchronized Optional<Lease> lease(String call) {
        if (released) {
            return Optional.empty();
        }
        Lease lease = new Lease(this, call);
        leases.add(lease);
        return Optional.of(lease);
    }

    /** A hold on a generation. Each is one of its own, also when two calls have the same name. */
    public static final class Lease implements AutoCloseable {

        private final Generation generation;
        private final String call;

        private Lease(Generation generation, String call) {
            this.generation = generation;
            this.call = call;
        }

        /** Returns what is held. */
        public Generation generation() {
            return generation;
        }

        @Override
        public void close() {
            generation.giveBack(this);
        }
    }

    /**
     * Waits until no call holds the generation, then lets go of its services and ends its threads. When they had not
     * ended at the bound, another call waits for them again.
     *
     * @return the calls that still hold it at the bound; empty when it was released and its threads have ended
     */
    public List<String> release(Duration bound) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        boolean first;
        synchronized (this) {
            while (!leases.isEmpty()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return leases.stream().map(lease -> lease.call).toList();
                }
                wait(left);
            }
            first = !released;
            released = true;
        }
        if (first) {
            threads.close();
        }
        boolean ended = threads.ended(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        if (first) {
            bindings().forEach(letGo);
            // Whoever still refers to this generation must not keep a plugin's classes alive.
            content = new Content(List.of(), Optional.empty());
        }
        return ended ? List.of() : List.of("a thread of generation " + number);
    }

    private Parts parts() {
        return content.parts().orElseThrow(() -> new IllegalStateException("generation " + number + " is released"));
    }

    /** Lets go of everything although calls still hold the generation: their threads are interrupted. */
    public synchronized void cutOff() {
        leases.clear();
        // Also after a release that a thread did not heed.
        threads.interrupt();
        if (!released) {
            released = true;
            bindings().forEach(letGo);
            content = new Content(List.of(), Optional.empty());
        }
    }

    /** Releases the generation; what still holds it at the bound is cut off. */
    public void end(Duration bound) {
        try {
            if (!release(bound).isEmpty()) {
                cutOff();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cutOff();
        }
    }

    private synchronized void giveBack(Lease lease) {
        leases.remove(lease);
        if (leases.isEmpty()) {
            notifyAll();
        }
    }

    private <S> Optional<S> single(PluginKind kind, Class<S> type) {
        return bindings(kind).stream().findFirst().map(PluginBinding::service).map(type::cast);
    }
}
