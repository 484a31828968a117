package org.athanor.plugins.action;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.store.SetEntry;

/**
 * The plugin set on disk becomes the new one.
 *
 * @param entries the new set
 * @param bundles the symbolic names of the bundles that the plan is about
 * @param absent what sessions have to do without from now on, until these bundles are started again
 */
public record WriteSet(Collection<SetEntry> entries, List<String> bundles, List<Rebinding> absent) implements Action {

    public WriteSet {
        entries = List.copyOf(entries);
        bundles = List.copyOf(bundles);
        absent = List.copyOf(absent);
    }

    @Override
    public String word() {
        return "write_set";
    }

    @Override
    public String words() {
        return "write the plugin set";
    }

    @Override
    public Undo run(Transaction transaction) throws IOException {
        Undo undo = transaction.disk().write(entries);
        List<Runnable> restore = bundles.stream()
                .map(bundle -> transaction.container().absences().note(bundle, absent)).toList();
        return reason -> {
            restore.forEach(Runnable::run);
            undo.run(reason);
        };
    }
}
