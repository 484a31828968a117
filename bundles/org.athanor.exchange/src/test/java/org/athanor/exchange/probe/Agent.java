package org.athanor.exchange.probe;

/** Does something to the world. */
public interface Agent extends Answering {
}
