package org.athanor.plugins.action;

import java.util.Optional;
import org.athanor.plugins.container.Incoming;
import org.athanor.plugins.container.InstalledPlugin;

/**
 * Brings in a plugin that is installed and started already.
 *
 * @param plugin its bundle
 */
public record BringIn(InstalledPlugin plugin) implements Action {

    @Override
    public String word() {
        return "bring_in";
    }

    @Override
    public String bundle() {
        return plugin.symbolicName();
    }

    @Override
    public String words() {
        return "take " + plugin + ", which is installed";
    }

    @Override
    public Undo run(Transaction transaction) {
        transaction.bringIn(new Incoming(plugin.bundle(), Optional.empty(),
                () -> transaction.container().jar(plugin.bundle())));
        return Undo.NOTHING;
    }
}
