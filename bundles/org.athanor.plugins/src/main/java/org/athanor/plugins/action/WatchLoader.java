package org.athanor.plugins.action;

/**
 * Watches the class loader of the old version until it is collected.
 *
 * @param bundle the symbolic name of the bundle
 */
public record WatchLoader(String bundle) implements Action {

    @Override
    public String word() {
        return "watch_loader";
    }

    @Override
    public String words() {
        return "watch its class loader until it is collected";
    }

    @Override
    public boolean afterCommit() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) {
        // The watch began with the uninstallation; counting what it holds costs collections, so it is asked for.
        return Undo.NOTHING;
    }
}
