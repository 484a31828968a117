package org.athanor.plugins.action;

import java.util.List;

/**
 * The old version stays available until the new one has proved itself.
 *
 * @param sessions the names of the sessions
 */
public record Probation(List<String> sessions) implements Action {

    public Probation {
        sessions = List.copyOf(sessions);
    }

    @Override
    public String word() {
        return "probation";
    }

    @Override
    public String words() {
        return "probation in " + String.join(", ", sessions) + ": back to the version before when a step fails";
    }

    @Override
    public Undo run(Transaction transaction) throws InterruptedException {
        transaction.onProbation(transaction.sessions()::await);
        return Undo.NOTHING;
    }
}
