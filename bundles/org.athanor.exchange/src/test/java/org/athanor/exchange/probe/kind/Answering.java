package org.athanor.exchange.probe.kind;

/** Answers. */
public interface Answering {

    /** Tells who answers, and whom it asked. */
    String answer(String question);
}
