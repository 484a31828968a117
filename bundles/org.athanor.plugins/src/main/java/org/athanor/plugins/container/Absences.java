package org.athanor.plugins.container;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.session.Session;

/**
 * Remembers from which sessions a stopped plugin was taken, so that it returns to just these when it is started again.
 * Sessions do not outlive the process, and neither does this. Thread-safe.
 */
public final class Absences {

    private final Map<String, Map<String, List<String>>> idsBySessionByBundle = new HashMap<>();

    /**
     * Notes that the optional plugins of a bundle were taken from these sessions; from none when it is back, or gone
     * for good.
     *
     * @return restores what was noted before
     */
    public synchronized Runnable note(String symbolicName, List<Rebinding> rebindings) {
        Map<String, List<String>> idsBySession = new HashMap<>();
        rebindings.forEach(each -> idsBySession.put(each.session().id(),
                each.slots().stream().map(Rebinding.Slot::id).toList()));
        Map<String, List<String>> before = idsBySessionByBundle.getOrDefault(symbolicName, Map.of());
        put(symbolicName, idsBySession);
        return () -> put(symbolicName, before);
    }

    private synchronized void put(String symbolicName, Map<String, List<String>> idsBySession) {
        idsBySessionByBundle.put(symbolicName, idsBySession);
    }

    /** Returns what must be added to {@code session} when {@code plugins} of the bundle come back. */
    public synchronized List<Rebinding.Slot> missing(String symbolicName, Session session,
            List<PluginDescriptor> plugins) {
        List<String> ids = idsBySessionByBundle.getOrDefault(symbolicName, Map.of())
                .getOrDefault(session.id(), List.of());
        return plugins.stream().filter(plugin -> ids.contains(plugin.id())).map(Rebinding.Slot::added).toList();
    }
}
