package org.athanor.exchange.probe;

/** Does something to the world. */
public interface Provider extends Answering {
}
