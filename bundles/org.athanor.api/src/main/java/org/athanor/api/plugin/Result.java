package org.athanor.api.plugin;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The outcome of an operation at a boundary that a plugin implements: a value, or the problem that prevented it.
 * A result never holds {@code null}. An operation without a value answers {@link #done()}.
 *
 * @param <T> the type of the value
 */
public sealed interface Result<T> {

    /**
     * A success.
     *
     * @param <T> the type of the value
     * @param value what the operation produced
     */
    record Ok<T>(T value) implements Result<T> {
        public Ok {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A failure.
     *
     * @param <T> the type that the value would have had
     * @param problem what went wrong, where, and what to do
     */
    record Err<T>(Problem problem) implements Result<T> {
        public Err {
            Objects.requireNonNull(problem, "problem");
        }
    }

    /** The value of an operation that is only done or not done. */
    enum Done {
        /** It is done. */
        DONE
    }

    /** Returns a success that holds {@code value}. */
    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    /** Returns a success without a value. */
    static Result<Done> done() {
        return new Ok<>(Done.DONE);
    }

    /** Returns a failure that holds {@code problem}. */
    static <T> Result<T> err(Problem problem) {
        return new Err<>(problem);
    }

    /** Ok: {@code true}. Err: {@code false}. */
    default boolean isOk() {
        return this instanceof Ok;
    }

    /** Ok: the value. Err: empty. */
    default Optional<T> toOptional() {
        return this instanceof Ok<T> ok ? Optional.of(ok.value) : Optional.empty();
    }

    /** Ok: empty. Err: the problem. */
    default Optional<Problem> failure() {
        return this instanceof Err<T> err ? Optional.of(err.problem) : Optional.empty();
    }

    /** Ok: a success that holds what {@code mapper} makes of the value. Err: the same failure. */
    default <R> Result<R> map(Function<? super T, ? extends R> mapper) {
        return this instanceof Ok<T> ok ? new Ok<>(mapper.apply(ok.value)) : new Err<>(((Err<T>) this).problem);
    }

    /** Ok: what {@code mapper} answers for the value. Err: the same failure. */
    default <R> Result<R> flatMap(Function<? super T, Result<R>> mapper) {
        return this instanceof Ok<T> ok ? mapper.apply(ok.value) : new Err<>(((Err<T>) this).problem);
    }

    /** Ok: the value. Err: what {@code fallback} makes of the problem. */
    default T orElse(Function<Problem, ? extends T> fallback) {
        return this instanceof Ok<T> ok ? ok.value : fallback.apply(((Err<T>) this).problem);
    }

    /** Ok: nothing happens. Err: {@code action} gets the problem. */
    default void ifErr(Consumer<Problem> action) {
        failure().ifPresent(action);
    }

    /**
     * Ok: the value.
     *
     * @throws ProblemException Err: carries the problem
     */
    default T unwrap() {
        return orElse(problem -> {
            throw new ProblemException(problem);
        });
    }
}
