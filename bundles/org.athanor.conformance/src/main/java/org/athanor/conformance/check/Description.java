package org.athanor.conformance.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.SwapOutcome;
import org.athanor.conformance.trial.Candidate;
import org.athanor.conformance.trial.Container;
import org.athanor.conformance.trial.Settings;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * Whether the plugin describes itself: it comes in by a plan, imports nothing from the core or from another plugin,
 * refers to no other plugin, and all its settings are described.
 *
 * @param container where it comes in
 * @param candidate the jar
 */
record Description(Container container, Candidate candidate) {

    static final String WHO = "conformance";

    /** What we add to LibTorch; a plugin may compute with it. */
    private static final String TORCH = "org.athanor.torch";

    /** Installs the plugin, in place of whatever has the same names, and reads what it says of itself. */
    String check() {
        for (PluginInfo other : container.plugins().list()) {
            boolean same = other.descriptor().bundle().equals(candidate.bundle())
                    || candidate.plugins().stream().anyMatch(plugin -> plugin.id().equals(other.descriptor().id()));
            if (same) {
                apply(Operation.UNINSTALL, other.descriptor().bundle());
            }
        }
        Plan plan = apply(Operation.INSTALL, candidate.jar().toString());
        Bundle bundle = bundle().orElseThrow();
        List<String> faults = new ArrayList<>(imports(bundle));
        faults.addAll(new References(container.components().getComponentDescriptionDTOs(bundle),
                Kinds.in(container.context())).faults());
        int keys = 0;
        for (PluginDescriptor plugin : candidate.plugins()) {
            Optional<ComponentDescriptionDTO> component = Settings.component(container, bundle, plugin);
            if (component.isEmpty()) {
                faults.add(plugin.id() + " has no Declarative Services component with a configuration; put @Component "
                        + "beside @AthanorPlugin");
                continue;
            }
            String pid = component.get().configurationPid[0];
            Optional<Settings> settings = Settings.of(container, bundle, pid);
            if (settings.isEmpty()) {
                faults.add(plugin.id() + " does not describe its settings; put @Designate(ocd = ..., factory = true) "
                        + "beside @Component, also when there are none");
                continue;
            }
            settings.get().keys().forEach(key -> describe(plugin, key).ifPresent(faults::add));
            keys += settings.get().keys().size();
        }
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.of(Kind.REFUSED, String.join("; ", faults)));
        }
        return candidate.ids() + " " + candidate.version() + ", " + plan.resolution().size()
                + " requirements resolved, " + keys + " settings described";
    }

    /** Returns the bundle of the plugin, of whichever version is installed now. */
    Optional<Bundle> bundle() {
        return container.plugins().list().stream()
                .filter(info -> info.descriptor().bundle().equals(candidate.bundle())).findFirst()
                .map(info -> container.context().getBundle(info.bundleId()));
    }

    /** Removes the plugin, if it is there. */
    void remove() {
        if (bundle().isPresent()) {
            apply(Operation.UNINSTALL, candidate.bundle());
        }
    }

    private Plan apply(Operation operation, String subject) {
        Plan plan = container.plugins().plan(operation, subject).unwrap();
        SwapOutcome outcome = container.plugins().apply(plan, ApplyOptions.standard(WHO)).unwrap().outcome();
        if (!(outcome instanceof SwapOutcome.Committed)) {
            throw new ProblemException(Problem.of(Kind.REFUSED, outcome.reason()));
        }
        return plan;
    }

    private static List<String> imports(Bundle bundle) {
        List<String> faults = new ArrayList<>();
        for (BundleWire wire : bundle.adapt(BundleWiring.class).getRequiredWires(BundleRevision.PACKAGE_NAMESPACE)) {
            Bundle provider = wire.getProvider().getBundle();
            boolean plugin = !wire.getProvider().getDeclaredCapabilities(AthanorPlugin.NAMESPACE).isEmpty();
            boolean core = provider.getSymbolicName().startsWith("org.athanor.")
                    && !provider.getSymbolicName().equals(TORCH)
                    && wire.getProvider().getDeclaredCapabilities(AthanorKind.NAMESPACE).isEmpty();
            if (plugin || core) {
                faults.add("imports " + wire.getCapability().getAttributes().get(BundleRevision.PACKAGE_NAMESPACE)
                        + " from " + provider.getSymbolicName() + "; import only org.athanor.api and libraries");
            }
        }
        return faults;
    }

    private static Optional<String> describe(PluginDescriptor plugin, AttributeDefinition key) {
        String description = key.getDescription();
        return description != null && !description.isBlank() ? Optional.empty()
                : Optional.of("the key " + plugin.configKey() + "." + key.getID() + " has no description");
    }
}
