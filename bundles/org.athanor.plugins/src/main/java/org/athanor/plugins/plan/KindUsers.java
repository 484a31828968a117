package org.athanor.plugins.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.InstalledPlugins;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Who uses the kinds of plugin that a bundle brings. While somebody does, another version of the bundle would bring a
 * second class of the same name, and the two must not meet.
 */
record KindUsers(Container container, InstalledPlugin brings) {

    private List<String> words() {
        return Kinds.of(brings.bundle()).stream().map(PluginKind::word).toList();
    }

    /** Returns why the bundle must not stop: which plugins of its kinds sessions use. */
    Optional<Problem> inUse() {
        List<String> words = words();
        List<String> users = container.running().get().stream().flatMap(session -> session.bindings().stream()
                .filter(binding -> words.contains(binding.kind()))
                .map(binding -> binding.id() + " in session " + session.id())).distinct().toList();
        return users.isEmpty() ? Optional.empty() : Optional.of(refused(words, users, "end the sessions first"));
    }

    /**
     * Returns why the bundle must not go, or become another: who uses its kinds, in sessions or not.
     *
     * @param leaving the bundles that go or become another with it
     */
    Optional<Problem> refusal(Set<Bundle> leaving) {
        List<String> words = words();
        return words.isEmpty() ? Optional.empty() : inUse().or(() -> {
            List<String> users = requirers().filter(user -> !leaving.contains(user)).map(this::name).distinct()
                    .toList();
            return users.isEmpty() ? Optional.empty() : Optional.of(refused(words, users,
                    "uninstall what uses it first, or bring another version of all that in with it"));
        });
    }

    private Stream<Bundle> requirers() {
        BundleWiring wiring = brings.bundle().adapt(BundleWiring.class);
        return wiring == null ? Stream.empty() : wiring.getProvidedWires(null).stream().map(BundleWire::getRequirer)
                .map(requirer -> requirer.getBundle())
                .filter(user -> user != brings.bundle() && user.getState() != Bundle.UNINSTALLED);
    }

    private String name(Bundle user) {
        return InstalledPlugins.of(user, container.kinds()).map(plugin -> plugin.ids() + " (" + plugin + ")")
                .orElse(user.getSymbolicName() + " " + user.getVersion());
    }

    private Problem refused(List<String> words, List<String> users, String remedy) {
        return Problem.of(Kind.REFUSED, "brings the kind " + String.join(", ", words) + ", which "
                + String.join(", ", users) + (users.size() == 1 ? " uses" : " use"),
                brings.toString(), remedy);
    }
}
