package org.athanor.exchange.generation;

import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;

/** What becomes of what a plugin throws. */
public final class PluginFailure {

    private PluginFailure() {
    }

    /**
     * Returns what was thrown as a problem. An error counts as an exception does: a plugin that was compiled against
     * something else throws errors. But when the machine itself fails, as when its memory is full, no plugin is to be
     * blamed, and that error is thrown on.
     *
     * @param what what failed, for the user
     */
    public static Problem of(String what, Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            throw error;
        }
        return thrown instanceof ProblemException known ? known.problem() : Problem.failed(what, thrown);
    }
}
