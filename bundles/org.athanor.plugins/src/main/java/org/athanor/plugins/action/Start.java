package org.athanor.plugins.action;

import java.util.Optional;
import org.athanor.plugins.container.Incoming;
import org.athanor.plugins.container.InstalledPlugin;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Starts the bundle that comes in.
 *
 * @param bundle its symbolic name
 * @param what the same for a person
 * @param stopped the bundle, when it is there already
 */
public record Start(String bundle, String what, Optional<InstalledPlugin> stopped) implements Action {

    @Override
    public String word() {
        return "start";
    }

    @Override
    public String words() {
        return "start " + what;
    }

    @Override
    public boolean keptForCalls() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) throws BundleException {
        stopped.ifPresent(plugin -> transaction.bringIn(new Incoming(plugin.bundle(), Optional.empty(),
                () -> transaction.container().jar(plugin.bundle()))));
        Bundle incoming = stopped.map(InstalledPlugin::bundle).orElseGet(() -> transaction.incoming(bundle));
        try {
            transaction.bundles().start(incoming);
        } catch (RuntimeException e) {
            // A failed start leaves the wish to be started behind.
            incoming.stop();
            throw e;
        }
        return reason -> incoming.stop();
    }
}
