package org.athanor.api.state;

import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Implemented by a plugin service that keeps state of its own, such as the length of the file that it has written.
 * The session takes a snapshot at a barrier, stores it in checkpoints, and hands it to the service's successor: in an
 * exchange, after a resume, and when the bundle is stopped or updated in place and comes back. Only a logger that is
 * stopped in place hands nothing over: it has written down what it was told.
 */
@ConsumerType
public interface Stateful {

    /** Returns the state as of now. Called at a barrier, when no other method of the service runs. */
    StateSnapshot snapshot();

    /**
     * Takes over a state. Called before the service's first use.
     *
     * @return done, or a problem when the schema or its version is not understood; the service then keeps the state
     *         that it had
     */
    Result<Result.Done> restore(StateSnapshot snapshot);
}
