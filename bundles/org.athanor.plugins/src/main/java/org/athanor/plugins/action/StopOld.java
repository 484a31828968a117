package org.athanor.plugins.action;

import org.athanor.plugins.container.InstalledPlugin;
import org.osgi.framework.BundleException;

/**
 * Stops the bundle that goes.
 *
 * @param plugin the bundle
 */
public record StopOld(InstalledPlugin plugin) implements Action {

    @Override
    public String word() {
        return "stop_old";
    }

    @Override
    public String bundle() {
        return plugin.symbolicName();
    }

    @Override
    public String words() {
        return "stop " + plugin;
    }

    @Override
    public boolean afterCommit() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) throws BundleException {
        plugin.bundle().stop();
        return Undo.NOTHING;
    }
}
