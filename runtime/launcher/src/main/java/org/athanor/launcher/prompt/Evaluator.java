package org.athanor.launcher.prompt;

import java.util.List;

/** Gives meaning to the lines of a {@link Prompt}. */
public interface Evaluator {

    /** Executes a line, prints its result or a line per error, and returns the exit code. */
    int evaluate(String line);

    /**
     * Returns candidates for a word.
     *
     * @param words the words of the line up to the cursor; the last, maybe empty, is the one to be completed
     * @return full words
     */
    List<String> complete(List<String> words);

    /** Cancels the line that is being executed. Called by another thread. */
    void interrupt();
}
