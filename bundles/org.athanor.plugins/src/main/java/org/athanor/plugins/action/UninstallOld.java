package org.athanor.plugins.action;

import org.athanor.plugins.container.InstalledPlugin;
import org.osgi.framework.BundleException;

/**
 * Uninstalls the bundle that goes.
 *
 * @param plugin the bundle
 */
public record UninstallOld(InstalledPlugin plugin) implements Action {

    @Override
    public String word() {
        return "uninstall_old";
    }

    @Override
    public String bundle() {
        return plugin.symbolicName();
    }

    @Override
    public String words() {
        return "uninstall " + plugin;
    }

    @Override
    public boolean afterCommit() {
        return true;
    }

    @Override
    public boolean takesAway() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) throws BundleException, InterruptedException {
        transaction.bundles().uninstall(plugin.bundle(), transaction.leaving());
        return Undo.NOTHING;
    }
}
