package com.example.answers;

import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers questions. An answer follows from the question, the settings and the other answerers that are asked; it does
 * nothing to the world. Thread-safe.
 */
@AthanorKind(word = "answerer", sideEffects = false)
@ConsumerType
public interface Answerer {

    /**
     * Answers a question.
     *
     * @return the answer; a problem of kind {@code NOT_FOUND} when there is none, of kind {@code FAILED} when it could
     *     not be found out
     */
    Result<String> answer(String question);
}
