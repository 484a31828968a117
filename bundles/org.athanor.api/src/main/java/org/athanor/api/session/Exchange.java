package org.athanor.api.session;

import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ProviderType;

/** A prepared exchange of plugins in one session. Steered by one thread. */
@ProviderType
public interface Exchange {

    /**
     * Lets the new version run in the shadow of the old one, on the session's own inputs and on copies of its state,
     * as the policy says; training goes on meanwhile. Does nothing for kinds that cannot be compared (loggers) and for
     * plugins that come or leave.
     *
     * @return done, or what differed first; a shadow that does not end in time has failed
     */
    Result<Result.Done> shadow();

    /**
     * Asks the session whether it will switch: at its next barrier it looks whether it can, and if so stands there
     * until {@link #commit} or {@link #revert}. That is for exchanges of several sessions, of which all switch or none;
     * an exchange of one session need not vote. A session that hears nothing within {@link SwapPolicy#voteBound} goes
     * on, and its vote is void. Voting again while the session stands makes the bound begin anew.
     *
     * @return done, and the session stands; or why it will not switch, or has not reached a barrier within the bound:
     *     it goes on unchanged then
     */
    Result<Result.Done> vote();

    /**
     * Switches, at the barrier at which the session stands since its {@link #vote}, or else at the next one. Returns
     * after the switch.
     *
     * @return the step after which the session switched, or why it did not, for example because its vote is void; the
     *     session is unchanged then
     */
    Result<Long> commit();

    /**
     * Waits until probation is over: its steps have run, the session has rolled back or was paused, or the run has
     * ended.
     * The session rolls back by itself, before the step that failed is repeated, when the new plugin throws, the loss
     * is not finite, or its service vanishes; and when the run ends by a failure during probation.
     */
    SwapOutcome awaitOutcome() throws InterruptedException;

    /**
     * Switches back at the next barrier, when the exchange was committed; discards it otherwise, and a session that
     * stands because of it goes on. The parameters and optimizer states that the exchange dropped or merged come back
     * as they were. That is possible in probation, and
     * after it until {@link #drain} is called, as long as nothing else has changed the session.
     *
     * @return done, or why the session stays as it is
     */
    Result<Result.Done> revert(String reason);

    /**
     * Ends the exchange for good, and lets go of the generation that is no longer used, after all calls that hold it
     * have ended, within the bound of the policy. At the bound it cuts them off when the policy forces it.
     *
     * @return done, or a problem that names the call which holds it
     */
    Result<Result.Done> drain();
}
