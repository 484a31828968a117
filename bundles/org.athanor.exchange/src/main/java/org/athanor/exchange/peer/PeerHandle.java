package org.athanor.exchange.peer;

import java.util.Optional;
import java.util.function.Function;
import org.athanor.api.peer.Peer;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.peer.Roster.Hold;

/** A handle of one plugin on another. */
final class PeerHandle<S> implements Peer<S> {

    /** A generation is replaced before it is released, so at the second or third look there is one to hold. */
    private static final int LOOKS = 100;

    private final PluginPeers asker;
    private final Class<S> kind;
    private final Edge edge;

    PeerHandle(PluginPeers asker, Class<S> kind, Edge edge) {
        this.asker = asker;
        this.kind = kind;
        this.edge = edge;
    }

    @Override
    public String slot() {
        return edge.slot().orElseGet(() -> edge.target(asker.self(), asker.members()).orElseThrow(() ->
                refused("there is no such plugin")).slot());
    }

    @Override
    public <T> T call(Function<? super S, ? extends T> use) {
        Roster roster = asker.session().roster(asker);
        if (Serving.current().roster().filter(roster::equals).isPresent()) {
            // Whoever serves a call of a generation holds it already.
            return use.apply(service(roster));
        }
        Held held = hold(false);
        try (Hold hold = held.hold(); Serving serving = Serving.enter(held.roster(), () -> true)) {
            return use.apply(service(held.roster()));
        }
    }

    @Override
    public Lease<S> lease() {
        Held held = hold(true);
        Serving serving = Serving.enter(held.roster(), held.hold()::holds);
        try {
            service(held.roster());
            return new PeerLease(held, serving);
        } catch (Throwable e) {
            serving.close();
            held.hold().close();
            throw e;
        }
    }

    /** A generation that is held. */
    private record Held(Roster roster, Hold hold) {
    }

    private Held hold(boolean withdrawable) {
        for (int look = 0; look < LOOKS; look++) {
            Roster roster = asker.session().roster(asker);
            Optional<? extends Hold> hold = roster.hold(asker.self().words() + ", which uses "
                    + edge.slot().orElse(kind.getSimpleName()), withdrawable);
            if (hold.isPresent()) {
                return new Held(roster, hold.get());
            }
            Thread.onSpinWait();
        }
        throw refused("the run has ended");
    }

    private S service(Roster roster) {
        Member peer = edge.target(asker.self(), roster.members()).orElseThrow(() -> refused("there is no such plugin"));
        if (peer.kind().sideEffects()) {
            Serving.current().shadow().ifPresent(shadow -> {
                shadow.withhold(peer);
                throw refused("a call of it has side effects, and is not made in a shadow");
            });
            if (!roster.used()) {
                throw refused("a call of it has side effects, and is not made before the session uses "
                        + asker.self().words());
            }
        }
        Object service = roster.service(peer.slot()).orElseThrow(() -> refused(peer.plugin() + " has stopped"));
        if (!kind.isInstance(service)) {
            throw refused(peer.plugin() + " is of another version of " + kind.getName());
        }
        return kind.cast(service);
    }

    private ProblemException refused(String why) {
        return new ProblemException(Problem.of(Kind.REFUSED, why, asker.self().words() + " uses "
                + edge.slot().map(slot -> "slot " + slot).orElseGet(kind::getSimpleName), ""));
    }

    /** What a lease finds through the generation goes with it, whether the plugin closes the lease or not. */
    private final class PeerLease implements Lease<S> {

        private final Held held;
        private final Serving serving;

        PeerLease(Held held, Serving serving) {
            this.held = held;
            this.serving = serving;
        }

        @Override
        public S service() {
            if (!held.hold().holds()) {
                throw refused("the lease is closed, or was withdrawn by an exchange");
            }
            return PeerHandle.this.service(held.roster());
        }

        @Override
        public void close() {
            serving.close();
            held.hold().close();
        }
    }
}
