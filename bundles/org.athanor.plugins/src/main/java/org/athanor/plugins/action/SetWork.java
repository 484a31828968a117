package org.athanor.plugins.action;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.athanor.plugins.store.JarStore;
import org.athanor.plugins.store.PluginSet;
import org.athanor.plugins.store.SetEntry;

/**
 * The work on disk: the store of jars and the plugin set.
 *
 * @param store keeps jars
 * @param set says what differs from the distribution
 */
public record SetWork(JarStore store, PluginSet set) {

    Undo keep(String sha256, byte[] content) throws IOException {
        return store.keep(sha256, content) ? reason -> store.remove(sha256) : Undo.NOTHING;
    }

    /** Makes these entries the plugin set. */
    public Undo write(Collection<SetEntry> entries) throws IOException {
        Collection<SetEntry> before = List.copyOf(set.read().unwrap().values());
        set.write(entries);
        return reason -> set.write(before);
    }

    /** Removes the jars that {@code before} needed and {@code after} does not. */
    public void forget(Collection<SetEntry> before, Collection<SetEntry> after) throws IOException {
        Set<String> unneeded = new TreeSet<>(before.stream().flatMap(entry -> entry.needed().stream()).toList());
        after.forEach(entry -> entry.needed().forEach(unneeded::remove));
        for (String sha256 : unneeded) {
            store.remove(sha256);
        }
    }
}
