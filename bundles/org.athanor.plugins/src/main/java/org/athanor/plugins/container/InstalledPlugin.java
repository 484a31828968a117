package org.athanor.plugins.container;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.session.AthanorWork;
import org.athanor.api.session.Session;
import org.athanor.plugins.inspect.JarInspector;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleRevision;

/**
 * A plugin bundle in the framework.
 *
 * @param bundle the bundle
 * @param plugins the plugins that its manifest declares; none when it only brings kinds of plugin or of work
 */
public record InstalledPlugin(Bundle bundle, List<PluginDescriptor> plugins) {

    /** What the locations of bundles that came from the store start with; the content hash follows. */
    public static final String LOCATION = "athanor:";

    public InstalledPlugin {
        plugins = List.copyOf(plugins);
    }

    /** Returns the bundle's symbolic name. */
    public String symbolicName() {
        return bundle.getSymbolicName();
    }

    /** Returns the bundle's version. */
    public Version version() {
        return bundle.getVersion();
    }

    /** Returns the ids of its plugins, separated by commas. */
    public String ids() {
        return plugins.isEmpty() ? symbolicName()
                : plugins.stream().map(PluginDescriptor::id).collect(Collectors.joining(","));
    }

    /** Returns the slots of {@code session} that this bundle fills. */
    public List<Session.Binding> bindings(Session session) {
        return session.bindings().stream().filter(binding -> binding.bundle().names(bundle)).toList();
    }

    /** Returns why the bundle has to stay as it is: its kind of work has sessions, whose code it is. */
    public Optional<Problem> atWork(List<Session> sessions) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        List<String> works = revision == null ? List.of()
                : JarInspector.works(revision.getDeclaredCapabilities(AthanorWork.NAMESPACE));
        return sessions.stream().filter(session -> works.contains(session.status().work())).findFirst()
                .map(session -> Problem.of(Kind.REFUSED, "session " + session.id() + " is a "
                        + session.status().work() + ", which " + this + " brings", "", "end the session first"));
    }

    /** Returns the word for the state of the bundle. */
    public String state() {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE, Bundle.STARTING -> "active";
            case Bundle.INSTALLED -> "unresolved";
            default -> "stopped";
        };
    }

    @Override
    public String toString() {
        return symbolicName() + " " + version();
    }
}
