package org.athanor.exchange.peer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.peer.Peer;
import org.athanor.api.peer.Peers;

/** The peers of one configured plugin. Its lock is that of its session. */
final class PluginPeers implements Peers {

    private final SessionPeers session;
    private final Member self;
    private final Set<Edge> edges = new LinkedHashSet<>();
    /** While the plugin is constructed, what it may find: the generation that it is for is not there yet. */
    private Optional<List<Member>> ahead;

    PluginPeers(SessionPeers session, Member self, List<Member> members) {
        this.session = session;
        this.self = self;
        this.ahead = Optional.of(List.copyOf(members));
    }

    /** Returns the plugin. */
    Member self() {
        return self;
    }

    /** Returns its session. */
    SessionPeers session() {
        return session;
    }

    /** Returns what it has asked for. */
    List<Edge> edges() {
        synchronized (session) {
            return List.copyOf(edges);
        }
    }

    /** Notes that the plugin is constructed: from now on it is answered at once. */
    void constructed() {
        synchronized (session) {
            ahead = Optional.empty();
        }
    }

    /** Returns the plugins among which it finds its peers now. */
    List<Member> members() {
        synchronized (session) {
            return ahead.orElseGet(() -> session.roster(this).members());
        }
    }

    @Override
    public <S> Peer<S> of(Class<S> kind) {
        return handle(kind, new Edge(kind, Optional.empty(), true));
    }

    @Override
    public <S> Peer<S> of(Class<S> kind, String slot) {
        return handle(kind, new Edge(kind, Optional.of(slot), true));
    }

    @Override
    public <S> Optional<Peer<S>> find(Class<S> kind, String slot) {
        Edge edge = new Edge(kind, Optional.of(slot), false);
        return edge.target(self, members()).map(found -> handle(kind, edge));
    }

    @Override
    public List<String> slots(Class<?> kind) {
        return members().stream().filter(member -> member.is(kind) && !member.slot().equals(self.slot()))
                .map(Member::slot).toList();
    }

    private <S> Peer<S> handle(Class<S> kind, Edge edge) {
        synchronized (session) {
            if (ahead.isEmpty() && !edges.contains(edge)) {
                session.ask(this, edge);
            }
            edges.add(edge);
        }
        return new PeerHandle<>(this, kind, edge);
    }
}
