package org.athanor.plugins.plan;

import java.util.List;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.plugins.inspect.PluginJar;

/**
 * A change that is asked for. Its jars are fetched once, before anybody waits for it: how long that takes is up to
 * others, and what was judged is what comes in.
 *
 * @param asked what is asked for
 * @param jars the jars from its sources, one per subject; none for operations that bring no jar in
 */
public record Request(PlanRequest asked, List<PluginJar> jars) {

    public Request {
        jars = List.copyOf(jars);
    }

    /** Returns what to do. */
    public Operation operation() {
        return asked.operation();
    }

    /** Returns whether slots are filled or emptied, and no bundle comes or goes. */
    public boolean ofSlots() {
        return switch (operation()) {
            case USE, ADD, REMOVE -> true;
            case ROLLBACK -> subjects().stream().allMatch(subject -> subject.slot().isPresent());
            case INSTALL, UPGRADE, STOP, START, UNINSTALL -> false;
        };
    }

    /** Returns what it is done to. */
    public List<Subject> subjects() {
        return asked.subjects();
    }

    /** Returns the names of that. */
    public List<String> names() {
        return asked.subjects().stream().map(Subject::name).toList();
    }
}
