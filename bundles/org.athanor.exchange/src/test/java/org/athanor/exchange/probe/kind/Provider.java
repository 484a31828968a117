package org.athanor.exchange.probe.kind;

/** Does something to the world. */
public interface Provider extends Answering {
}
