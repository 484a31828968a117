package org.athanor.exchange.work;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.athanor.api.plugin.Result;

/** What a run file describes, before it runs. */
public interface Job {

    /** Returns how the threads of a generation are. */
    ThreadPlan threads();

    /**
     * Returns the dotted keys of the run file that may change when the run is resumed, because they do not change what
     * it comes to.
     */
    Set<String> changeableAtResume();

    /**
     * Finds the place from which a run goes on.
     *
     * @param ask lets a plugin of the run answer a question before there is a generation
     * @return the place; empty when the run left none and begins again; or a problem
     */
    Result<Optional<Place>> place(Resumption how, Asking ask);

    /**
     * Makes the work of a run. Nothing runs yet.
     *
     * @param place where it goes on; empty to begin
     * @param how how it goes on; empty for a run that begins
     */
    RunningWork work(Host host, Optional<Place> place, Optional<Resumption> how);

    /** Asks a plugin that is not in use yet. */
    interface Asking {

        /**
         * Lets the plugin that the run file chooses for a slot answer.
         *
         * @param slot the name of a slot that is not one of a row
         */
        <S, T> Result<T> ask(String slot, Class<S> type, Function<S, Result<T>> question);

        /**
         * Lets a plugin answer that filled a slot of the run before, whatever fills it now.
         *
         * @param filled the slot as it was; of a version that is not installed, the newest that is answers
         */
        <S, T> Result<T> ask(Place.Filled filled, Class<S> type, Function<S, Result<T>> question);
    }
}
