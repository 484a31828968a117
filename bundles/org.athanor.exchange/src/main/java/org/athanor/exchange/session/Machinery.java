package org.athanor.exchange.session;

import org.athanor.exchange.feed.Feeds;
import org.athanor.exchange.swap.Barrier;
import org.athanor.exchange.swap.SessionState;
import org.athanor.exchange.swap.SwapTable;

/**
 * The parts of a session that are there before its work.
 *
 * @param life what it works with
 * @param state what it does, and the generation in use
 * @param barrier the place between two steps
 * @param swaps its exchanges
 * @param feeds its plugins that are fed
 * @param announcer tells what happens
 */
public record Machinery(SessionLife life, SessionState state, Barrier barrier, SwapTable swaps, Feeds feeds,
        Announcer announcer) {

    /** Makes the parts of a session. */
    public static Machinery of(SessionLife life) {
        SwapTable swaps = new SwapTable(life.ledger(), life.jars(), life.folder().swaps());
        Feeds feeds = new Feeds(life.id(), life.migrators()::migrate);
        SessionState state = new SessionState();
        life.peers().follow(state::inUse);
        return new Machinery(life, state, new Barrier(), swaps, feeds,
                new Announcer(life.id(), feeds, swaps));
    }
}
