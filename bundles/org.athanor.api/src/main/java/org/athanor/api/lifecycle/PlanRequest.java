package org.athanor.api.lifecycle;

import java.util.List;
import org.athanor.api.lifecycle.Plugins.Operation;

/**
 * A change that is asked for: all of its subjects, or none.
 *
 * @param operation what to do
 * @param subjects what it is done to, at least one; STOP, START and UNINSTALL take one
 */
public record PlanRequest(Operation operation, List<Subject> subjects) {

    public PlanRequest {
        subjects = List.copyOf(subjects);
    }

    /** Asks for an operation on plugins or jars, wherever they are used. */
    public static PlanRequest of(Operation operation, List<String> names) {
        return new PlanRequest(operation, names.stream().map(Subject::of).toList());
    }
}
