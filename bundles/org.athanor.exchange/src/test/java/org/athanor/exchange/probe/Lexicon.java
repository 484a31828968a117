package org.athanor.exchange.probe;

/** Only computes. */
public interface Lexicon extends Answering {
}
