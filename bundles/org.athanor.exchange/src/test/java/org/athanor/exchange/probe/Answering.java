package org.athanor.exchange.probe;

/** Answers. */
public interface Answering {

    /** Tells who answers, and whom it asked. */
    String answer(String question);
}
