package org.athanor.api.session;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A running piece of work, such as a training. Everything that changes it takes effect at a barrier, between two steps;
 * methods that change it return after that barrier. Thread-safe.
 */
@ProviderType
public interface Session {

    /** Returns the name of the run. */
    String id();

    /** Returns the run folder. */
    Path directory();

    /** Returns a snapshot of where the session stands. */
    SessionStatus status();

    /** Pauses after the step that runs. Done when it is paused; pausing twice is done. */
    Result<Result.Done> pause();

    /** Goes on after a pause. */
    Result<Result.Done> proceed();

    /**
     * Goes on until so many steps are completed, and pauses there; what is due after that step is done later.
     * Returns when the session is paused.
     *
     * @param step a number of completed steps, not before the present one
     * @return done, or a problem when the run has ended before that step, or when somebody has asked for a pause after
     *     another step meanwhile
     */
    Result<Result.Done> advance(long step);

    /**
     * Returns what this kind of work offers beside, for example {@link org.athanor.api.training.Training}; empty when
     * it does not.
     */
    <T> Optional<T> facet(Class<T> type);

    /** Finishes the step that runs, writes a checkpoint and ends the run as stopped. Done when the run has ended. */
    Result<Result.Done> stop();

    /**
     * Ends the run as stopped without finishing the step that runs: nobody waits any longer for plugin code that does
     * not come back. Nothing is saved; the run can be resumed from its last checkpoint. Done when the run has ended.
     *
     * @return which plugin had not come back; empty when none was waited for
     */
    Result<String> abort();

    /** Writes a checkpoint now. Returns its key in the storage. */
    Result<String> checkpoint();

    /** Returns the live settings, which {@link #set} changes, with their values now, by key and in order. */
    Map<String, String> settings();

    /** Changes a live setting, for example {@code trainer.learning_rate}. Returns the value before. */
    Result<String> set(String key, String value);

    /** Routes a call to a handler, for example {@code generate}. */
    Result<String> call(String route, Map<String, String> arguments);

    /** Returns the plugins that the session uses now, in slot order. */
    List<Binding> bindings();

    /** Returns the slots, and rows of slots, that this kind of work has, in order. */
    List<SlotInfo> slots();

    /** Returns the exchanges so far, refused ones included. */
    List<SwapRecord> swaps();

    /**
     * Prepares the next generation while training goes on: finds the services of the new bundles, checks their
     * health, and checks that they fit the state of the session.
     *
     * @param changes what to exchange, together or not at all
     * @param policy what the new version must prove
     * @return the prepared exchange, or why it is refused; the session is unchanged then
     */
    Result<Exchange> prepare(List<Change> changes, SwapPolicy policy);

    /** Adds an exchange that never reached {@link #prepare} to the report, for example one that was refused. */
    void record(SwapRecord swap);

    /** Waits for the end of the run and returns its report. */
    RunReport await() throws InterruptedException;

    /** Returns the report once the run has ended. */
    Optional<RunReport> report();

    /**
     * A slot that a kind of work has, filled or not.
     *
     * @param name its name; for a row, the name of the row
     * @param kind the word of the kind of plugin that it is for
     * @param many whether it is a row: each of its plugins has a slot with a name of its own
     * @param mandatory whether the work cannot do without
     */
    record SlotInfo(String name, String kind, boolean many, boolean mandatory) {
    }

    /**
     * A plugin in a slot of the session.
     *
     * @param slot the slot
     * @param kind the word of its kind
     * @param name the plugin's name
     * @param bundle its bundle
     * @param removable whether the session can do without a plugin in this slot
     * @param alive {@code false} when its service has gone and the session waits for it or does without
     * @param settings the section that configures it, as plain values
     */
    record Binding(String slot, String kind, String name, BundleRef bundle, boolean removable, boolean alive,
            Map<String, Object> settings) {

        public Binding {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }


        /** Returns the version of the bundle. */
        public String version() {
            return bundle.version();
        }

        /** Returns the plugin's id, {@code kind:name}. */
        public String id() {
            return kind + ":" + name;
        }
    }

    /**
     * A change of one slot.
     *
     * @param slot the slot
     * @param from the bundle that is in the slot now; empty to add a plugin
     * @param to what comes in; empty to remove the plugin
     */
    record Change(String slot, Optional<BundleRef> from, Optional<Incoming> to) {
    }

    /**
     * A plugin that comes into a slot.
     *
     * @param kind the word of its kind
     * @param name the plugin's name
     * @param bundle its bundle, which is installed and started
     * @param section the section that configures it, as plain values; empty for the section of the plugin that is in
     *     the slot if it is the same one, of the run file if the slot was never filled, and for none otherwise
     * @param settings values for keys of that section that change, as they are given on a command line
     * @param content the jar of the bundle, for the run folder
     */
    record Incoming(String kind, String name, BundleRef bundle, Optional<Map<String, Object>> section,
            Map<String, String> settings, Content content) {

        public Incoming {
            section = section.map(values -> Collections.unmodifiableMap(new LinkedHashMap<>(values)));
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }

        /** Returns the plugin's id, {@code kind:name}. */
        public String id() {
            return kind + ":" + name;
        }
    }

    /** The bytes of a jar. */
    @FunctionalInterface
    interface Content {

        /** Reads them; a problem names the bundle. */
        Result<byte[]> read();
    }
}
