package org.athanor.plugins.plan;

import java.util.List;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.inspect.PluginJar;

/**
 * A change that is asked for. Its jars are fetched once, before anybody waits for it: how long that takes is up to
 * others, and what was judged is what comes in.
 *
 * @param operation what to do
 * @param subjects sources for INSTALL and UPGRADE, otherwise plugins
 * @param jars the jars from these sources; none for other operations
 */
public record Request(Operation operation, List<String> subjects, List<PluginJar> jars) {

    public Request {
        subjects = List.copyOf(subjects);
        jars = List.copyOf(jars);
    }
}
