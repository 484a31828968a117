package org.athanor.plugins.action;

import java.util.List;

/**
 * The new version runs in the shadow of the old one, and what they do is compared.
 *
 * @param sessions the names of the sessions
 */
public record Shadow(List<String> sessions) implements Action {

    public Shadow {
        sessions = List.copyOf(sessions);
    }

    @Override
    public String word() {
        return "shadow";
    }

    @Override
    public String words() {
        return "run in the shadow of the version before in " + String.join(", ", sessions);
    }

    @Override
    public Undo run(Transaction transaction) {
        transaction.sessions().shadow();
        return Undo.NOTHING;
    }
}
