package org.athanor.exchange.threads;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A task on threads of a generation that somebody waits for.
 *
 * @param future its result
 * @param thread the thread on which it runs, once it does
 */
record Task<T>(Future<T> future, AtomicReference<Optional<Thread>> thread) {

    /** Returns what it does now, innermost call first. */
    StackTraceElement[] stack() {
        return Objects.requireNonNull(thread.get()).map(Thread::getStackTrace).orElse(new StackTraceElement[0]);
    }
}
