package org.athanor.plugins;

import java.util.List;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Problem;
import org.athanor.api.session.SwapRecord;
import org.athanor.plugins.plan.Planner;
import org.athanor.plugins.plan.SessionChange;

/** Tells the sessions that would have been switched that the change was refused. */
final class Refusals {

    private Refusals() {
    }

    /** Records the refusal of a plan. What was merely asked for in the wrong way concerns no session. */
    static void record(Planner planner, Operation operation, List<String> subjects, Problem problem) {
        if (problem.kind() == Problem.Kind.REFUSED) {
            record(planner.affected(operation, subjects), problem.message());
        }
    }

    /** Records that a change ended before any session was switched. */
    static void record(List<SessionChange> changes, String reason) {
        for (SessionChange change : changes) {
            for (SessionChange.Slot slot : change.slots()) {
                change.session().record(new SwapRecord(change.session().status().step(), slot.kind(), slot.name(),
                        slot.fromVersion(), slot.toVersion(), "refused", 0, reason));
            }
        }
    }
}
