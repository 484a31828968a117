package org.athanor.exchange.peer;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the running thread does: of which generation it serves a call, and whether in a shadow. A thread that is started
 * in a shadow belongs to it too, whoever starts it, until the shadow ends.
 */
public final class Serving implements AutoCloseable {

    private static final Serving NOTHING = new Serving();

    private static final ThreadLocal<Serving> CURRENT = new InheritableThreadLocal<>() {
        @Override
        protected Serving initialValue() {
            return NOTHING;
        }

        /** A thread that a plugin starts is not to stay with the generation of the call that started it. */
        @Override
        protected Serving childValue(Serving parent) {
            return parent.shadow.filter(ShadowCalls::runs).map(shadow -> new Serving(Optional.empty(),
                    Optional.of(shadow), shadow::runs, NOTHING)).orElse(NOTHING);
        }
    };

    private final Optional<Roster> roster;
    private final Optional<ShadowCalls> shadow;
    private final BooleanSupplier lasts;
    private final Serving outer;
    private volatile boolean closed;

    private Serving() {
        this.roster = Optional.empty();
        this.shadow = Optional.empty();
        this.lasts = () -> true;
        this.outer = this;
    }

    private Serving(Optional<Roster> roster, Optional<ShadowCalls> shadow, BooleanSupplier lasts, Serving outer) {
        this.roster = roster;
        this.shadow = shadow;
        this.lasts = lasts;
        this.outer = outer;
    }

    /** Returns what the calling thread does. */
    static Serving current() {
        Serving current = CURRENT.get();
        while (current.closed || !current.lasts.getAsBoolean()) {
            current = current.outer;
        }
        if (current == NOTHING) {
            CURRENT.remove();
        } else {
            CURRENT.set(current);
        }
        return current;
    }

    /**
     * Lets the calling thread serve a call of a generation, in the shadow that it is in already, if it is in one.
     *
     * @param lasts whether it still does; it ends with {@link #close}, too
     */
    static Serving enter(Roster roster, BooleanSupplier lasts) {
        return enter(Optional.of(roster), current().shadow, lasts);
    }

    private static Serving enter(Optional<Roster> roster, Optional<ShadowCalls> shadow, BooleanSupplier lasts) {
        Serving entered = new Serving(roster, shadow, lasts, current());
        CURRENT.set(entered);
        return entered;
    }

    /** Runs what belongs to a shadow: in it, peers with side effects are not called. */
    public static <T> T inShadow(ShadowCalls shadow, Supplier<T> task) {
        try (shadow; Serving serving = enter(current().roster, Optional.of(shadow), shadow::runs)) {
            return task.get();
        }
    }

    /**
     * Carries a task to another thread.
     *
     * @param own the generation that the other thread belongs to; if empty, the task serves what the calling thread
     *     serves
     * @return the task, in the shadow that the calling thread is in
     */
    public static <T> Callable<T> carried(Optional<Roster> own, Callable<T> task) {
        Serving now = current();
        Optional<Roster> roster = own.or(() -> now.roster);
        return () -> {
            try (Serving serving = enter(roster, now.shadow, () -> true)) {
                return task.call();
            }
        };
    }

    /** Carries a task to another thread, as the other does. */
    public static Runnable carried(Optional<Roster> own, Runnable task) {
        Serving now = current();
        Optional<Roster> roster = own.or(() -> now.roster);
        return () -> {
            try (Serving serving = enter(roster, now.shadow, () -> true)) {
                task.run();
            }
        };
    }

    /** Returns the generation of which a call is served. */
    Optional<Roster> roster() {
        return roster;
    }

    /** Returns the shadow that the thread is in. */
    Optional<ShadowCalls> shadow() {
        return shadow;
    }

    /** Ends it. Called by any thread. */
    @Override
    public void close() {
        closed = true;
        // What this thread remembers of what it no longer does would stay with it.
        current();
    }
}
