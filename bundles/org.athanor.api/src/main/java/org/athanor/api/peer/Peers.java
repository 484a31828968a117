package org.athanor.api.peer;

import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.ProblemException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The other plugins of the session that a plugin takes part in. A service: each configured plugin has one of its own,
 * which it takes in its constructor, beside its configuration:
 *
 * <pre>{@code
 * @Activate
 * public Planner(PlannerConfig config, @Reference(name = "peers") Peers peers) {
 *     provider = peers.of(Provider.class);
 * }
 * }</pre>
 *
 * <p>Whoever asks for a peer in its constructor tells the session what it needs. A session, and an exchange, that would
 * leave a plugin without a peer that it needs is refused, and so is a circle of plugins that use one another. Who asks
 * later is answered by the same rules, with a {@link ProblemException}. Peers are called later: while a plugin is
 * constructed, none can be.
 *
 * <p>A plugin that is called by others serves several calls at a time and on any thread, also while its state is taken
 * for its successor: what such a call still changes is not handed over. Kinds that are {@link Crossing#FED fed} cannot
 * be called. Thread-safe.
 */
@ProviderType
public interface Peers {

    /**
     * Returns the plugin in the only slot of a kind. There must be exactly one.
     *
     * @param kind the service interface of the kind, for example {@code Tokenizer.class}
     */
    <S> Peer<S> of(Class<S> kind);

    /**
     * Returns the plugin in a slot. There must be such a slot, and it must be of that kind.
     *
     * @param kind the service interface of the kind
     * @param slot the name of the slot
     */
    <S> Peer<S> of(Class<S> kind, String slot);

    /**
     * Returns the plugin in a slot that may be empty, or become so; empty when it is now. The session keeps no plugin
     * in it for the sake of this one. Ask again with each call that is served.
     *
     * @throws ProblemException when the slot is of another kind, or its plugin uses this one
     */
    <S> Optional<Peer<S>> find(Class<S> kind, String slot);

    /** Returns the names of the slots of a kind, in their order; they may be others when the next call is served. */
    List<String> slots(Class<?> kind);
}
