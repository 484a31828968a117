package org.athanor.exchange.generation;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.athanor.exchange.threads.GenerationThreads;
import org.osgi.framework.Bundle;

/**
 * The plugins that a session uses from one barrier to the next, and what its work derives from them. The session's
 * thread reads the session's generation once per step; callers on other threads hold a lease. A generation is drained
 * when there is no lease and no step.
 */
public final class Generation implements Bindings {

    /** How long threads may take to end although the bound was spent on waiting for what was withdrawn. */
    private static final long ENDING_MILLIS = 1000;

    private final long number;
    private final GenerationThreads threads;
    private final Consumer<PluginBinding> unbind;
    private final Set<Lease> leases = new LinkedHashSet<>();
    private volatile Content content;
    private volatile boolean used;
    private volatile boolean released;

    private record Content(List<PluginBinding> bindings, Optional<Object> derived) {
    }

    /**
     * Creates a generation.
     *
     * @param derived what the work derives from the plugins
     * @param unbind lets the service of a binding go
     */
    public Generation(long number, List<PluginBinding> bindings, Object derived, GenerationThreads threads,
            Consumer<PluginBinding> unbind) {
        this.number = number;
        this.content = new Content(List.copyOf(bindings), Optional.of(derived));
        this.threads = threads;
        this.unbind = unbind;
    }

    /** Returns the number of this generation, from 1. */
    public long number() {
        return number;
    }

    /** Returns the filled slots in order; none once the generation is released. */
    @Override
    public List<PluginBinding> bindings() {
        return content.bindings();
    }

    /** Returns whether a slot of this generation is filled with that service. */
    public boolean uses(Object reference) {
        return bindings().stream().anyMatch(binding -> binding.reference().equals(reference));
    }

    /**
     * Returns what the work derives from the plugins.
     *
     * @throws IllegalStateException when the generation is released
     */
    public <C> C content(Class<C> type) {
        return type.cast(content.derived().orElseThrow(() ->
                new IllegalStateException("Generation " + number + " is released.")));
    }

    /** Returns the plugin that a thread is in, if it is in one, from its calls, innermost first. */
    public Optional<PluginBinding> whereabouts(List<StackTraceElement> calls) {
        return calls.stream().map(call -> call.getClassName().replace('.', '/') + ".class")
                .flatMap(path -> bindings().stream().filter(binding -> brings(binding, path))).findFirst();
    }

    private static boolean brings(PluginBinding binding, String path) {
        Bundle bundle = binding.reference().getBundle();
        return bundle != null && bundle.getEntry(path) != null;
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
    public Optional<Lease> lease(String call) {
        return hold(call, false);
    }

    @Override
    public synchronized Optional<Lease> hold(String call, boolean withdrawable) {
        if (released) {
            return Optional.empty();
        }
        Lease lease = new Lease(this, call, withdrawable);
        leases.add(lease);
        return Optional.of(lease);
    }

    /** Notes that the session uses the generation from now on. */
    public void enter() {
        used = true;
    }

    @Override
    public boolean used() {
        return used;
    }

    @Override
    public boolean released() {
        return released;
    }

    /**
     * Waits until no call holds the generation, then lets its services go and ends its threads. When they had not
     * ended at the bound, another call waits for them again. What is withdrawable is withdrawn at the bound.
     *
     * @return the calls that still hold it at the bound; empty when it was released and its threads have ended
     */
    public List<String> release(Duration bound) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        boolean first;
        long ending = 1;
        synchronized (this) {
            while (!leases.isEmpty()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left > 0) {
                    wait(left);
                } else if (leases.stream().allMatch(Lease::withdrawable)) {
                    withdraw();
                    ending = ENDING_MILLIS;
                } else {
                    return leases.stream().filter(lease -> !lease.withdrawable()).map(Lease::call).toList();
                }
            }
            first = !released;
            released = true;
        }
        if (first) {
            threads.close();
        }
        boolean ended = threads.ended(Math.max(ending, (deadline - System.nanoTime()) / 1_000_000));
        if (first) {
            unbindAll();
        }
        return ended ? List.of() : List.of("a thread of generation " + number);
    }

    /** Lets everything go although calls still hold the generation: their threads are interrupted. */
    public void cutOff() {
        boolean first;
        synchronized (this) {
            withdraw();
            first = !released;
            released = true;
        }
        // Also after a release that a thread did not heed.
        threads.interrupt();
        if (first) {
            unbindAll();
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

    private void withdraw() {
        leases.forEach(Lease::end);
        leases.clear();
    }

    private void unbindAll() {
        bindings().forEach(unbind);
        // Whoever still refers to this generation must not keep a plugin's classes alive.
        content = new Content(List.of(), Optional.empty());
    }

    synchronized void giveBack(Lease lease) {
        lease.end();
        leases.remove(lease);
        if (leases.isEmpty()) {
            notifyAll();
        }
    }
}
