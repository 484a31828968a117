package org.athanor.plugins.container;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.plugins.policy.InstallPolicy;
import org.athanor.plugins.source.Sources;
import org.athanor.plugins.store.BundleContent;
import org.athanor.plugins.store.JarStore;
import org.athanor.plugins.store.PluginSet;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * What plans are made about.
 *
 * @param context of any bundle of the framework
 * @param sources fetches jars
 * @param store keeps jars
 * @param set says what differs from the distribution
 * @param policy says which jars are taken
 * @param running answers the sessions that have not ended
 * @param absences remembers what was taken from sessions
 * @param leftovers remembers what could not be taken away yet
 * @param ledgers reads the ledgers of runs
 */
public record Container(BundleContext context, Sources sources, JarStore store, PluginSet set,
        InstallPolicy policy, Supplier<List<Session>> running, Absences absences, Leftovers leftovers,
        Ledgers ledgers) {

    /** Returns the jar of a bundle, or a problem that names it. */
    public Result<byte[]> jar(Bundle bundle) {
        try {
            return Result.ok(content(bundle));
        } catch (IOException e) {
            return Result.err(Problem.failed("the jar cannot be read", e).at(bundle.getSymbolicName() + " "
                    + bundle.getVersion()));
        }
    }

    /** Returns the kinds of plugin that the framework knows. */
    public Kinds kinds() {
        return Kinds.in(context);
    }

    /** Returns the plugins of the framework, without leftovers. */
    public InstalledPlugins installed() {
        return new InstalledPlugins(context, leftovers.bundles());
    }

    /** Returns the jar that a bundle came from, when it came through the store and is still what it was. */
    public Optional<SetEntry.Jar> storedJar(InstalledPlugin plugin, Map<String, SetEntry> entries) {
        return plugin.bundle().getLocation().startsWith(InstalledPlugin.LOCATION)
                ? Optional.ofNullable(entries.get(plugin.symbolicName()))
                        .flatMap(entry -> entry.jar(plugin.version()))
                : Optional.empty();
    }

    /** Returns the jar of a bundle: the kept one, when it came through the store and is still what it was. */
    public byte[] content(Bundle bundle) throws IOException {
        String location = bundle.getLocation();
        if (location.startsWith(InstalledPlugin.LOCATION)) {
            String sha256 = location.substring(InstalledPlugin.LOCATION.length()).replaceFirst("#.*", "");
            Optional<byte[]> kept = store.read(sha256);
            if (kept.isPresent() && BundleContent.belongsTo(bundle, kept.get())) {
                return kept.get();
            }
        }
        return BundleContent.read(bundle);
    }

    /** Returns the content hash of a bundle's jar. */
    public String sha256(InstalledPlugin plugin, Map<String, SetEntry> entries) throws IOException {
        Optional<SetEntry.Jar> stored = storedJar(plugin, entries);
        return stored.isPresent() ? stored.get().sha256() : ContentHash.of(content(plugin.bundle()));
    }

    /** Returns what the plugins of {@code session} declare. */
    public List<PluginDescriptor> descriptors(Session session) {
        return session.bindings().stream().flatMap(binding -> installed().descriptor(binding.bundle(),
                binding.id()).stream()).toList();
    }
}
