package org.athanor.api.data;

/** A part of the data. */
public enum Split {
    /** What the model learns from. */
    TRAINING,
    /** What is held out for evaluation. May be empty. */
    EVALUATION
}
