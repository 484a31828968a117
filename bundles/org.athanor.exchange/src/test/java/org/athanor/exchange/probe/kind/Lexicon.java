package org.athanor.exchange.probe.kind;

/** Only computes. */
public interface Lexicon extends Answering {
}
