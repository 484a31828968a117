package org.athanor.shell.replay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.RecordedPlugin;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.Session.Incoming;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * The bundles of a replay: those of the container whose content is that of the run, and beside them, for as long as
 * this is open, bundles from the run's own jars. Used by one thread.
 */
final class RunBundles implements AutoCloseable {

    private final BundleContext context;
    private final Plugins plugins;
    private final RunLeft run;
    private final Map<String, Bundle> byHash = new HashMap<>();
    /** What only works because of the replay. */
    private final List<Bundle> started = new ArrayList<>();

    RunBundles(BundleContext context, Plugins plugins, RunLeft run) {
        this.context = context;
        this.plugins = plugins;
        this.run = run;
        plugins.list().stream().map(PluginInfo::bundleId).distinct().forEach(bundle ->
                byHash.put(ContentHash.of(plugins.content(bundle).unwrap()), context.getBundle(bundle)));
    }

    /** Returns an active bundle with exactly the content that a plugin of the run had. */
    BundleRef bundle(RecordedPlugin plugin) {
        return named(active(plugin), plugin);
    }

    /** Returns a plugin of the run as it comes into a slot, from such a bundle. */
    Incoming incoming(RecordedPlugin plugin) {
        Bundle bundle = active(plugin);
        return new Incoming(plugin.kind(), plugin.name(), named(bundle, plugin), plugin.section(),
                Map.of(), () -> plugins.content(bundle.getBundleId()));
    }

    /** Lets go of a bundle that the session no longer uses, if only the replay needed it. */
    void forget(BundleRef bundle) {
        started.stream().filter(bundle::names).findFirst().ifPresent(unused -> {
            started.remove(unused);
            leave(unused);
            byHash.values().removeIf(each -> each.getState() == Bundle.UNINSTALLED);
        });
    }

    private static BundleRef named(Bundle bundle, RecordedPlugin plugin) {
        return new BundleRef(bundle.getSymbolicName(), bundle.getVersion().toString(), plugin.bundle().sha256());
    }

    private Bundle active(RecordedPlugin plugin) {
        Bundle bundle = byHash.computeIfAbsent(plugin.bundle().sha256(), hash -> install(plugin));
        if ((bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0) {
            try {
                bundle.start(Bundle.START_TRANSIENT);
                started.add(bundle);
            } catch (BundleException e) {
                throw unfit(plugin, e);
            }
        }
        return bundle;
    }

    /** Checks that a plugin of the run can come in: its jar is there, whole, and permitted. */
    void admit(RecordedPlugin plugin) {
        if (!byHash.containsKey(plugin.bundle().sha256())) {
            permitted(plugin);
        }
    }

    private Bundle install(RecordedPlugin plugin) {
        try {
            return context.installBundle(run.jar(plugin).toUri().toString(),
                    new ByteArrayInputStream(permitted(plugin)));
        } catch (BundleException e) {
            throw unfit(plugin, e);
        }
    }

    private byte[] permitted(RecordedPlugin plugin) {
        Path jar = run.jar(plugin);
        String what = plugin.id() + " " + plugin.bundle().version();
        try {
            byte[] content = Files.isRegularFile(jar) ? Files.readAllBytes(jar) : new byte[0];
            if (!ContentHash.of(content).equals(plugin.bundle().sha256())) {
                throw new ProblemException(Problem.of(Kind.NOT_FOUND, "the kept jar of " + what
                        + " is missing or damaged", jar.toString(), "bring a jar with this content hash there"));
            }
            plugins.permit(content, jar.toString()).unwrap();
            return content;
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the jar of " + what + " cannot be read", e).at(jar.toString()));
        }
    }

    private static ProblemException unfit(RecordedPlugin plugin, BundleException e) {
        return new ProblemException(Problem.failed(plugin.id() + " " + plugin.bundle().version()
                + " of the run cannot work in this container", e)
                .withRemedy("replay it with the distribution that it ran in"));
    }

    @Override
    public void close() {
        started.forEach(this::leave);
    }

    /** Uninstalls what came with the replay; what the container had stopped is stopped again. */
    private void leave(Bundle bundle) {
        try {
            if (bundle.getLocation().startsWith(run.folder().toUri().toString())) {
                bundle.uninstall();
            } else {
                bundle.stop(Bundle.STOP_TRANSIENT);
            }
        } catch (BundleException e) {
            throw new ProblemException(Problem.failed("a bundle of the replay stays behind", e)
                    .at(bundle.getSymbolicName()));
        }
    }
}
