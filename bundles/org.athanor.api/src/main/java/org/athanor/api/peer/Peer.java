package org.athanor.api.peer;

import java.util.function.Function;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.ProblemException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A handle on the plugin in another slot of the session. Which plugin that is follows, at each call, from the call that
 * is served: all of it meets the plugins that were in use when it began, and the next one those that are in use then. A
 * thread of the plugin's own serves no call of the session; there, each {@link #call} and each {@link #lease} meets
 * what is in use as it begins. Keep the handle, never the service. Thread-safe.
 *
 * <p>A shadow, and a plugin that is not in use yet, call no peer whose kind has side effects
 * ({@link AthanorKind#sideEffects}): such a call is not made and throws a {@link ProblemException}.
 *
 * @param <S> the service interface of its kind
 */
@ProviderType
public interface Peer<S> {

    /** Returns the name of the slot. */
    String slot();

    /**
     * Calls the plugin, on the calling thread. It stays until the call has ended.
     *
     * @param use gets the service, which must not leave it
     * @return what {@code use} returned; what it throws is thrown on
     * @throws ProblemException when there is no plugin to call: the slot is empty, the plugin that asks is not in use,
     *     or a shadow must not call it
     */
    <T> T call(Function<? super S, ? extends T> use);

    /**
     * Holds the plugin for several calls that belong together. An exchange of it waits for the lease no longer than
     * its bound for calls that drain, and then withdraws the lease. Until it is closed, other peers that the
     * calling thread uses belong to it too.
     *
     * @return to be closed
     * @throws ProblemException as {@link #call} does
     */
    Lease<S> lease();

    /**
     * A hold on a plugin.
     *
     * @param <S> the service interface of its kind
     */
    @ProviderType
    interface Lease<S> extends AutoCloseable {

        /**
         * Returns the service, always the same.
         *
         * @throws ProblemException when the lease is closed or withdrawn
         */
        S service();

        /** Lets the plugin go; again, it does nothing. */
        @Override
        void close();
    }
}
