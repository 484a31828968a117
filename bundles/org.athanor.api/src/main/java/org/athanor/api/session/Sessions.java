package org.athanor.api.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ProviderType;

/** The sessions of a container, of all kinds of work; a service. Thread-safe. */
@ProviderType
public interface Sessions {

    /**
     * Starts a session.
     *
     * @param runFile a YAML run file
     * @param folder the folder that relative paths in it start from: the working folder of whoever starts it
     * @param overrides dotted keys to YAML values, as given by {@code --set}; they win over the file
     * @param id the name of the run, or empty for a generated one
     * @return the session, or a problem that names the file, line and key; nothing was started then
     */
    Result<Session> start(Path runFile, Path folder, Map<String, String> overrides, Optional<String> id);

    /** Starts a session whose relative paths start from the working folder of the container. */
    default Result<Session> start(Path runFile, Map<String, String> overrides, Optional<String> id) {
        return start(runFile, Path.of(""), overrides, id);
    }

    /**
     * Goes on with a run that was stopped or killed, from its newest complete checkpoint.
     *
     * @param overrides changes of settings that do not change the result, such as {@code trainer.workers}
     * @return the session, or a problem that names the run and what is wrong with its checkpoint
     */
    Result<Session> resume(String id, Map<String, String> overrides);

    /**
     * Starts a run anew from the run file that a run left, paused before its first step.
     *
     * @param folder the folder of that run, in this home or another one
     * @param bundles the bundles to take plugins from, by slot; others are chosen as usual
     * @param id the name of the new run, or empty for a generated one
     * @return the paused session, or a problem; nothing was started then
     */
    Result<Session> repeat(Path folder, Map<String, BundleRef> bundles, Optional<String> id);

    /**
     * Stops all sessions, each with a checkpoint, and waits until they have ended. One that is just starting is stopped
     * as soon as it has started; none starts any more.
     */
    void end();

    /**
     * Lets go of a session that has ended: its plugins, its place in the list, and what it answers calls with. Its run
     * folder stays, and the run can be resumed.
     *
     * @return done, or a problem when there is no such session or it has not ended
     */
    Result<Result.Done> forget(String id);

    /** Returns the sessions of this container's life, running and ended but not forgotten, in order of their start. */
    List<Session> list();

    /** Returns the session with this id, or empty. */
    Optional<Session> find(String id);

    /** Returns the session with this id, or a problem that lists the ids there are. An empty id names the only, or
     * the only running, session. */
    Result<Session> required(String id);
}
