package org.athanor.plugins.action;

import java.util.Optional;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.container.Incoming;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Installs the new jar beside everything else.
 *
 * @param jar the jar that comes in
 */
public record Install(PluginJar jar) implements Action {

    @Override
    public String word() {
        return "install";
    }

    @Override
    public String bundle() {
        return jar.symbolicName();
    }

    @Override
    public String words() {
        return "install it as " + InstalledPlugin.LOCATION + jar.sha256();
    }

    @Override
    public boolean keptForCalls() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) throws BundleException {
        Bundle bundle = transaction.bundles().install(jar.sha256(), jar.content());
        transaction.bringIn(new Incoming(bundle, Optional.of(jar),
                () -> Result.ok(jar.content())));
        return reason -> transaction.bundles().uninstall(bundle, transaction.installed());
    }
}
