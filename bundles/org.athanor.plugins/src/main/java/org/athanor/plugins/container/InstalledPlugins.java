package org.athanor.plugins.container;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.AthanorWork;
import org.athanor.plugins.inspect.JarInspector;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The plugin bundles of a framework, read from it at each call.
 *
 * @param context of any bundle of the framework
 * @param without bundles that do not count
 */
public record InstalledPlugins(BundleContext context, Set<Bundle> without) {

    /** Returns all plugin bundles, those that were started first, then the newer versions first. */
    public List<InstalledPlugin> all() {
        Kinds kinds = Kinds.in(context);
        return Arrays.stream(context.getBundles()).filter(bundle -> !without.contains(bundle))
                .flatMap(bundle -> of(bundle, kinds).stream())
                .sorted(Comparator.comparing((InstalledPlugin plugin) -> !plugin.state().equals("active"))
                        .thenComparing(InstalledPlugin::version, Comparator.reverseOrder()))
                .toList();
    }

    /** Returns the plugin bundle that {@code bundle} is, if it is one. */
    public static Optional<InstalledPlugin> of(Bundle bundle, Kinds kinds) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (bundle.getState() == Bundle.UNINSTALLED || revision == null) {
            return Optional.empty();
        }
        return JarInspector.descriptors(revision.getDeclaredCapabilities(AthanorPlugin.NAMESPACE),
                bundle.getSymbolicName(), bundle.getVersion(), kinds).toOptional().filter(plugins -> !plugins.isEmpty()
                        || bringsMore(bundle, revision))
                .map(plugins -> new InstalledPlugin(bundle, plugins));
    }

    /** Returns the plugin bundles with this symbolic name. */
    public List<InstalledPlugin> named(String symbolicName) {
        return all().stream().filter(plugin -> plugin.symbolicName().equals(symbolicName)).toList();
    }

    /** What comes with the distribution is no plugin because it brings kinds: the contracts and the training do. */
    private static boolean bringsMore(Bundle bundle, BundleRevision revision) {
        return bundle.getLocation().startsWith(InstalledPlugin.LOCATION)
                && Stream.of(AthanorKind.NAMESPACE, AthanorWork.NAMESPACE)
                        .anyMatch(namespace -> !revision.getDeclaredCapabilities(namespace).isEmpty());
    }

    /** Returns what the plugin {@code id} in a bundle declares, if the bundle is still there. */
    public Optional<PluginDescriptor> descriptor(BundleRef bundle, String id) {
        Kinds kinds = Kinds.in(context);
        return Arrays.stream(context.getBundles()).filter(bundle::names).findFirst()
                .flatMap(found -> of(found, kinds))
                .flatMap(plugin -> plugin.plugins().stream().filter(each -> each.id().equals(id)).findFirst());
    }

    /**
     * Finds a plugin.
     *
     * @param subject an id ({@code kind:name}), a name, or a symbolic name
     * @return its bundle, or a problem that lists the nearest or all that are meant
     */
    public Result<InstalledPlugin> find(String subject) {
        List<InstalledPlugin> meant = all().stream().filter(plugin -> plugin.symbolicName().equals(subject)
                || plugin.plugins().stream().anyMatch(each -> each.id().equals(subject)
                        || each.name().equals(subject))).toList();
        if (meant.isEmpty()) {
            return Result.err(Problem.of(Kind.NOT_FOUND, "no plugin '" + subject + "' is installed", "",
                    nearest(subject)));
        }
        TreeSet<String> bundles = new TreeSet<>();
        meant.forEach(plugin -> bundles.add(plugin.symbolicName()));
        if (bundles.size() > 1) {
            return Result.err(Problem.of(Kind.USAGE, "'" + subject + "' is the name of several plugins", "",
                    "name the bundle: " + String.join(" or ", bundles)));
        }
        return Result.ok(meant.get(0));
    }

    private String nearest(String subject) {
        List<String> names = all().stream().flatMap(plugin -> Stream.concat(Stream.of(plugin.symbolicName()),
                plugin.plugins().stream().flatMap(each -> Stream.of(each.id(), each.name())))).distinct().toList();
        return Nearest.find(subject, names).map(name -> "did you mean '" + name + "'?").orElse("see plugin:list");
    }
}
