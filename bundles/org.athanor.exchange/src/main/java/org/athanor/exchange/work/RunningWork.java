package org.athanor.exchange.work;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.generation.Draft;
import org.athanor.exchange.generation.Generation;

/**
 * One run of a kind of work, as the machinery drives it. The methods are called by the thread of the session between
 * two steps, unless they say otherwise.
 */
public interface RunningWork {

    /**
     * Derives from the plugins of a generation what the work needs of them. Called off the session's thread, on a
     * thread of the generation that is being built.
     *
     * @throws org.athanor.api.plugin.ProblemException when the plugins do not fit together
     */
    Object content(Draft draft);

    /** Puts the first generation to work. */
    void begin(Generation first);

    /**
     * Makes a generation ready to take over. Called off the session's thread while the session works on.
     *
     * @return the switch, or why the generation does not fit the state of the work
     */
    Result<Ready> ready(Generation next);

    /** A generation that is ready to take over. */
    interface Ready {

        /**
         * Does what has piled up since the generation was made ready, so that the switch itself cannot fail for it.
         * Called off the session's thread right before the barrier, and once more at the barrier.
         *
         * @return done, or why the exchange is refused; nothing may have changed then
         */
        default Result<Result.Done> catchUp() {
            return Result.done();
        }

        /** Takes over. What it throws refuses the exchange; nothing may have changed then. */
        void takeOver();
    }

    /** Marks the state of the work, so that a switch from here can be undone. */
    Mark mark();

    /** A state of the work to go back to. */
    interface Mark {

        /**
         * Goes back to the generation that was in use. What both generations worked on stays as it is now; what the
         * later one had dropped or replaced is as it was.
         */
        void goBack();
    }

    /** Returns the completed steps. Called by any thread. */
    long step();

    /** Returns how many steps there will be; 0 when the work has no end of its own. Called by any thread. */
    long lastStep();

    /**
     * Does what comes next, at most one step.
     *
     * @return false when all is done
     * @throws TornStateException when the state of the work is half changed, so that nothing can be repeated or kept
     */
    boolean advance() throws Exception;

    /**
     * Cuts short what {@link #advance} waits for: something waits for the session's thread. One that comes before
     * {@code advance} begins to wait counts, too. Called by any thread.
     */
    default void wake() {
    }

    /** Does what still belongs to the steps that are completed, before the run is stopped at a barrier. */
    default void beforeStop() {
    }

    /**
     * Saves the state of the work at the end of a run.
     *
     * @param torn whether the state is half changed and must not be kept
     * @return why it is not saved; the run has failed then
     */
    default Optional<Problem> atEnd(boolean torn) {
        return Optional.empty();
    }

    /** Lets go of all that only steps need. The run has ended, and its report is written; calls may still come. */
    default void ended() {
    }

    /** Lets go of everything else. Nobody calls any more. Called by any thread. */
    default void close() {
    }

    /** Writes a checkpoint now; returns its key. */
    default Result<String> checkpoint() {
        return Result.err(Problem.of(Problem.Kind.USAGE, "this kind of work has no checkpoints"));
    }

    /** Returns the settings that may change while the work runs. */
    default List<LiveSetting> settings() {
        return List.of();
    }

    /** Routes a call. Called by any thread. */
    default Result<String> call(String route, Map<String, String> arguments) {
        return Result.err(Problem.of(Problem.Kind.NOT_FOUND, "this kind of work has no routes", route, ""));
    }

    /**
     * Compares the plugins that an exchange replaces, on copies and without a trace. Called off the session's thread.
     * On the calling thread, on threads that it starts and on those of generations, plugins call no peers that have
     * side effects; when one was to be called, what is returned counts for nothing, and the user is told.
     *
     * @param slots the slots whose plugin is replaced by another
     * @return done, or what differed first
     */
    default Result<Result.Done> shadow(Generation from, Generation to, List<String> slots, SwapPolicy policy) {
        return Result.done();
    }

    /** Returns what the work tells of where it stands, in order. Called by any thread. */
    Map<String, Object> status();

    /** Returns what the report tells of the work, in order. Called once, at the end. */
    Map<String, Object> results();

    /** Returns what the ledger tells of the work when a run begins, beside its plugins. */
    default Map<String, Object> beginning() {
        return Map.of();
    }

    /** Returns what to do about a failure that ended the run; empty when there is nothing to say. */
    default String remedy(Throwable failure) {
        return "";
    }

    /** Returns what this work offers beside; see {@code Session.facet}. */
    default <T> Optional<T> facet(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }
}
