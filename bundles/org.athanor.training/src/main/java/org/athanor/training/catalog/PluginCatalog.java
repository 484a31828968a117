package org.athanor.training.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.training.config.Nearest;
import org.athanor.training.config.SessionConfig.Choice;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Finds plugins in the active bundles of the framework; reads the framework at every call. */
public final class PluginCatalog {

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    /** Creates a catalog of the framework behind {@code context}. */
    public PluginCatalog(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /** Returns the plugin of a single kind that a run file chooses: the highest version, or the nearest names. */
    public Result<CatalogEntry> find(PluginKind kind, Choice choice) {
        return find(choice, kind.word(), descriptor -> descriptor.kind() == kind);
    }

    /** Returns the plugin that a run file names under {@code plugins}. */
    public Result<CatalogEntry> findOther(Choice choice) {
        return find(choice, "plugin", descriptor -> descriptor.kind().many());
    }

    /** Returns the plugin of this kind and name in an active bundle of exactly this version, or empty. */
    public Optional<CatalogEntry> findVersion(PluginKind kind, Choice choice, String version) {
        return find(choice, kind.word(), descriptor -> descriptor.kind() == kind
                && descriptor.version().toString().equals(version)).toOptional();
    }

    /** Returns the plugin of this kind and name in one bundle, or a problem that names the bundle. */
    public Result<CatalogEntry> inBundle(PluginKind kind, String name, long bundleId) {
        Bundle bundle = context.getBundle(bundleId);
        if (bundle == null) {
            return Result.err(Problem.of(Kind.NOT_FOUND, "there is no bundle " + bundleId));
        }
        return descriptors(bundle).stream()
                .filter(descriptor -> descriptor.kind() == kind && descriptor.name().equals(name))
                .findFirst()
                .map(descriptor -> entry(descriptor, bundle))
                .orElseGet(() -> Result.err(Problem.of(Kind.REFUSED,
                        "holds no " + kind.word() + " named '" + name + "'", bundle.getSymbolicName() + " "
                                + bundle.getVersion(), "")));
    }

    /** Returns the first line of why a component of the bundle does not work, as far as the framework knows. */
    public Optional<String> failure(CatalogEntry entry) {
        return components.getComponentDescriptionDTOs(entry.bundle()).stream()
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .map(configuration -> configuration.failure)
                .filter(failure -> failure != null && !failure.isBlank())
                .map(PluginCatalog::rootCause)
                .findFirst();
    }

    private Result<CatalogEntry> find(Choice choice, String word, Predicate<PluginDescriptor> wanted) {
        List<PluginDescriptor> known = new ArrayList<>();
        Optional<CatalogEntry> best = Optional.empty();
        Optional<Problem> problem = Optional.empty();
        for (Bundle bundle : context.getBundles()) {
            boolean active = (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
            for (PluginDescriptor descriptor : descriptors(bundle)) {
                if (!wanted.test(descriptor)) {
                    continue;
                }
                if (!active) {
                    problem = descriptor.name().equals(choice.name()) ? Optional.of(stopped(descriptor, choice))
                            : problem;
                    continue;
                }
                known.add(descriptor);
                if (descriptor.name().equals(choice.name()) && (best.isEmpty()
                        || best.get().descriptor().version().compareTo(descriptor.version()) < 0)) {
                    Result<CatalogEntry> entry = entry(descriptor, bundle);
                    problem = entry.failure();
                    best = entry.toOptional();
                }
            }
        }
        if (best.isPresent()) {
            return Result.ok(best.get());
        }
        return Result.err(problem.orElseGet(() -> Problem.of(Kind.CONFIGURATION,
                "no " + word + " named '" + choice.name() + "' is active", choice.where(),
                Nearest.hint(choice.name(), known.stream().map(PluginDescriptor::name).distinct().toList()))));
    }

    private static Problem stopped(PluginDescriptor descriptor, Choice choice) {
        return Problem.of(Kind.CONFIGURATION, descriptor.id() + " is installed but stopped", choice.where(),
                "start it: plugin:start " + descriptor.id());
    }

    private Result<CatalogEntry> entry(PluginDescriptor descriptor, Bundle bundle) {
        return components.getComponentDescriptionDTOs(bundle).stream()
                .filter(component -> describes(component, descriptor))
                .filter(component -> component.configurationPid.length > 0)
                .findFirst()
                .map(component -> Result.ok(new CatalogEntry(descriptor, bundle, component.configurationPid[0])))
                .orElseGet(() -> Result.err(Problem.of(Kind.REFUSED,
                        "declares " + descriptor.id() + " but has no Declarative Services component for it",
                        bundle.getSymbolicName() + " " + bundle.getVersion(),
                        "put @Component beside @AthanorPlugin and start the bundle")));
    }

    private static boolean describes(ComponentDescriptionDTO component, PluginDescriptor descriptor) {
        return descriptor.name().equals(component.properties.get(AthanorPlugin.PREFIX_ + "name"))
                && Arrays.asList(component.serviceInterfaces).contains(descriptor.kind().service());
    }

    private static List<PluginDescriptor> descriptors(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return List.of();
        }
        List<PluginDescriptor> descriptors = new ArrayList<>();
        for (BundleCapability capability : revision.getDeclaredCapabilities(AthanorPlugin.NAMESPACE)) {
            PluginDescriptor.of(capability.getAttributes(), bundle.getSymbolicName(), bundle.getVersion())
                    .toOptional().ifPresent(descriptors::add);
        }
        return descriptors;
    }

    private static String rootCause(String stackTrace) {
        String cause = stackTrace.lines().findFirst().orElse("");
        for (String line : stackTrace.lines().toList()) {
            if (line.startsWith("Caused by: ")) {
                cause = line.substring("Caused by: ".length());
            }
        }
        return cause.replaceFirst("^org\\.athanor\\.api\\.plugin\\.ProblemException: ", "");
    }
}
