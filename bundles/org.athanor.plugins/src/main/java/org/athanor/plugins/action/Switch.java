package org.athanor.plugins.action;

import java.util.List;

/**
 * Sessions switch at their next barrier.
 *
 * @param sessions the names of the sessions
 */
public record Switch(List<String> sessions) implements Action {

    public Switch {
        sessions = List.copyOf(sessions);
    }

    @Override
    public String word() {
        return "switch";
    }

    @Override
    public String words() {
        return "switch at the next barrier in " + String.join(", ", sessions)
                + (sessions.size() > 1 ? ", all of them or none" : "");
    }

    @Override
    public Undo run(Transaction transaction) throws InterruptedException {
        transaction.sessions().commit();
        // What prepared the sessions takes them back, too.
        return Undo.NOTHING;
    }
}
