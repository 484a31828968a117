package org.athanor.exchange.peer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The calls of peers in one shadow, and which of them were not made. Thread-safe. */
public final class ShadowCalls implements AutoCloseable {

    private final Set<String> withheld = new TreeSet<>();
    private volatile List<Roster> sides;

    /** Begins the shadow of an exchange from one generation to another. */
    public ShadowCalls(Roster from, Roster to) {
        this.sides = List.of(from, to);
    }

    /** Returns whether the shadow has not ended. */
    boolean runs() {
        return !sides.isEmpty();
    }

    /** Returns the generation that a plugin is in, the one before first. */
    Optional<Roster> side(String instance) {
        return sides.stream().filter(side -> side.has(instance)).findFirst();
    }

    /** Notes a call that is not made. */
    synchronized void withhold(Member peer) {
        withheld.add(peer.words());
    }

    /** Returns the plugins that were to be called and were not, in alphabetical order. */
    public synchronized List<String> withheld() {
        return List.copyOf(withheld);
    }

    /** Ends the shadow: threads that it has left behind belong to it no longer. */
    @Override
    public void close() {
        sides = List.of();
    }
}
