package org.athanor.exchange.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.athanor.api.peer.Peers;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.config.Choice;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Finds plugins in the active bundles of the framework; reads the framework at every call. */
public final class PluginCatalog implements InstalledPlugins {

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    /** Creates a catalog of the framework behind {@code context}. */
    public PluginCatalog(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    @Override
    public Optional<Long> bundleId(BundleRef bundle) {
        return bundle(bundle).map(Bundle::getBundleId);
    }

    @Override
    public Result<PluginDescriptor> descriptor(String kind, String name, long bundleId) {
        return inBundle(kind, name, bundleId).map(CatalogEntry::descriptor);
    }

    @Override
    public Kinds kinds() {
        return Kinds.in(context);
    }

    /** Returns whether an active bundle brings a kind. */
    public boolean brings(PluginKind kind) {
        return Stream.of(context.getBundles()).filter(PluginCatalog::active)
                .flatMap(bundle -> Kinds.of(bundle).stream()).anyMatch(each -> each.service().equals(kind.service()));
    }

    /** Returns what all plugins in active bundles declare, in order of installation. */
    public List<CatalogEntry> all() {
        List<CatalogEntry> entries = new ArrayList<>();
        Kinds kinds = kinds();
        for (Bundle bundle : context.getBundles()) {
            if (active(bundle)) {
                descriptors(bundle, kinds).forEach(descriptor -> entry(descriptor, bundle).toOptional()
                        .ifPresent(entries::add));
            }
        }
        return entries;
    }

    /** Returns the plugin of a kind that a run file chooses: the highest version, or the nearest names. */
    public Result<CatalogEntry> find(PluginKind kind, Choice choice) {
        return find(choice, kind.word(), descriptor -> descriptor.kind().equals(kind));
    }

    /** Returns the plugin of one of these kinds that a run file chooses. */
    public Result<CatalogEntry> find(Collection<PluginKind> kinds, Choice choice) {
        return find(choice, "plugin", descriptor -> kinds.contains(descriptor.kind()));
    }

    /** Returns the plugin in an active bundle of exactly this version, or empty. */
    public Optional<CatalogEntry> find(String kind, String name, BundleRef bundle) {
        return bundle(bundle).flatMap(found -> active(found)
                ? inBundle(kind, name, found.getBundleId()).toOptional() : Optional.empty());
    }

    /** Returns the active bundles that hold a plugin, highest version first. */
    public List<Bundle> bundles(String kind, String name) {
        return all().stream().filter(entry -> entry.descriptor().is(kind, name))
                .sorted((a, b) -> b.descriptor().version().compareTo(a.descriptor().version()))
                .map(CatalogEntry::bundle).toList();
    }

    /** Returns the installed bundle of a name and version, or empty. */
    public Optional<Bundle> bundle(BundleRef bundle) {
        return Stream.of(context.getBundles()).filter(bundle::names).findFirst();
    }

    /** Returns whether a bundle is installed, started or not. */
    public boolean installed(long bundleId) {
        return context.getBundle(bundleId) != null;
    }

    /** Returns the plugin of this kind and name in one bundle, or a problem that names the bundle. */
    public Result<CatalogEntry> inBundle(String kind, String name, long bundleId) {
        Bundle bundle = context.getBundle(bundleId);
        if (bundle == null) {
            return Result.err(Problem.of(Kind.NOT_FOUND, "there is no bundle " + bundleId));
        }
        return descriptors(bundle, kinds()).stream()
                .filter(descriptor -> descriptor.is(kind, name))
                .findFirst()
                .map(descriptor -> entry(descriptor, bundle))
                .orElseGet(() -> Result.err(Problem.of(Kind.REFUSED,
                        "holds no " + kind + " named '" + name + "'", bundle.getSymbolicName() + " "
                                + bundle.getVersion(), "")));
    }

    /** Returns the first line of why a component of the bundle does not work, as far as the framework knows. */
    public Optional<String> failure(CatalogEntry entry) {
        return components.getComponentDescriptionDTOs(entry.bundle()).stream()
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .map(configuration -> configuration.failure)
                .filter(failure -> failure != null && !failure.isBlank())
                .map(PluginCatalog::rootCause)
                .findFirst()
                .or(() -> components.getComponentDescriptionDTOs(entry.bundle()).stream()
                        .flatMap(component -> unloadable(entry.bundle(), component.implementationClass).stream())
                        .findFirst());
    }

    /** Declarative Services tells only the log when a class is missing. */
    private static Optional<String> unloadable(Bundle bundle, String name) {
        try {
            // What its constructors take is loaded with them.
            return bundle.loadClass(name).getDeclaredConstructors().length > 0 ? Optional.empty()
                    : Optional.of(name + " has no constructor");
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of(Problem.failed("the class " + name + " cannot be loaded", e).what());
        }
    }

    private Result<CatalogEntry> find(Choice choice, String word, Predicate<PluginDescriptor> wanted) {
        List<PluginDescriptor> known = new ArrayList<>();
        Optional<CatalogEntry> best = Optional.empty();
        Optional<Problem> problem = Optional.empty();
        Kinds kinds = kinds();
        for (Bundle bundle : context.getBundles()) {
            boolean active = active(bundle);
            for (PluginDescriptor descriptor : descriptors(bundle, kinds)) {
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
                .map(component -> Result.ok(new CatalogEntry(descriptor, bundle,
                        component.configurationPid[0], peers(component))))
                .orElseGet(() -> Result.err(Problem.of(Kind.REFUSED,
                        "declares " + descriptor.id() + " but has no Declarative Services component for it",
                        bundle.getSymbolicName() + " " + bundle.getVersion(),
                        "put @Component beside @AthanorPlugin and start the bundle")));
    }

    private static boolean describes(ComponentDescriptionDTO component, PluginDescriptor descriptor) {
        return descriptor.name().equals(component.properties.get(AthanorPlugin.PREFIX_ + "name"))
                && Arrays.asList(component.serviceInterfaces).contains(descriptor.kind().service());
    }

    private static List<String> peers(ComponentDescriptionDTO component) {
        return Stream.of(component.references).filter(reference -> reference.interfaceName.equals(
                Peers.class.getName())).map(reference -> reference.name).toList();
    }

    private static boolean active(Bundle bundle) {
        return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
    }

    private static List<PluginDescriptor> descriptors(Bundle bundle, Kinds kinds) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return List.of();
        }
        List<PluginDescriptor> descriptors = new ArrayList<>();
        for (BundleCapability capability : revision.getDeclaredCapabilities(AthanorPlugin.NAMESPACE)) {
            PluginDescriptor.of(capability.getAttributes(), bundle.getSymbolicName(), bundle.getVersion(),
                    kinds).toOptional().ifPresent(descriptors::add);
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
