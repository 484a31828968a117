package org.athanor.plugins.action;

import java.util.List;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.plugins.container.Rebinding;

/**
 * Sessions find the new services, check their health and that they fit.
 *
 * @param sessions what is bound anew in each of them
 */
public record Prepare(List<Rebinding> sessions) implements Action {

    public Prepare {
        sessions = List.copyOf(sessions);
    }

    @Override
    public String word() {
        return "prepare";
    }

    @Override
    public String words() {
        return "wait for its services and check their health in "
                + String.join(", ", sessions.stream().map(each -> each.session().id()).toList());
    }

    @Override
    public boolean mustBeUndone() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) {
        try {
            transaction.sessions().prepare(sessions, transaction.incoming(), transaction.policy());
        } catch (RuntimeException e) {
            transaction.sessions().revert(String.valueOf(e.getMessage()));
            throw e instanceof ProblemException refused ? explained(refused, transaction) : e;
        }
        return transaction.sessions()::revert;
    }

    /** What a session says about a service that never came is less than what the component itself says. */
    private static ProblemException explained(ProblemException refused, Transaction transaction) {
        return transaction.failedComponent().map(words -> new ProblemException(Problem.of(refused.problem().kind(),
                words, refused.problem().where(), ""))).orElse(refused);
    }
}
