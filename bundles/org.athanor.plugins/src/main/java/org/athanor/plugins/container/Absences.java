package org.athanor.plugins.container;

import java.util.Comparator;
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

    private final Map<String, Map<String, List<Absent>>> slotsBySessionByBundle = new HashMap<>();

    /**
     * Notes that the optional plugins of a bundle were taken from these sessions; from none when it is back, or gone
     * for good.
     *
     * @return restores what was noted before
     */
    public synchronized Runnable note(String symbolicName, List<Rebinding> rebindings) {
        Map<String, List<Absent>> slotsBySession = new HashMap<>();
        rebindings.forEach(each -> slotsBySession.put(each.session().id(),
                each.slots().stream().map(slot -> new Absent(slot.name(), slot.id(), slot.fromVersion())).toList()));
        Map<String, List<Absent>> before = slotsBySessionByBundle.getOrDefault(symbolicName, Map.of());
        put(symbolicName, slotsBySession);
        return () -> put(symbolicName, before);
    }

    private synchronized void put(String symbolicName, Map<String, List<Absent>> slotsBySession) {
        slotsBySessionByBundle.put(symbolicName, slotsBySession);
    }

    /** Returns what must be added to {@code session} when {@code plugins} of the bundle come back. */
    public synchronized List<Rebinding.Slot> missing(String symbolicName, Session session,
            List<PluginDescriptor> plugins) {
        return slotsBySessionByBundle.getOrDefault(symbolicName, Map.of()).getOrDefault(session.id(), List.of())
                .stream().flatMap(absent -> plugins.stream().filter(plugin -> plugin.id().equals(absent.plugin()))
                        .min(Comparator.comparing(plugin -> !plugin.version().toString().equals(absent.version())))
                        .map(plugin -> Rebinding.Slot.added(absent.slot(), plugin)).stream()).toList();
    }

    /** A slot, and the id of the plugin that was taken out of it, with its version. */
    private record Absent(String slot, String plugin, String version) {
    }
}
