package org.athanor.plugins.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.utils.resource.CapabilitySet;
import org.apache.felix.utils.resource.RequirementImpl;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/**
 * Resolves the requirements of a jar against the bundles of the framework, without installing it. Constraints between
 * packages ({@code uses}) are left to the framework's own resolver, which runs before anything is switched; what it
 * wires otherwise than planned is refused then.
 */
public final class Requirements {

    private final BundleContext context;
    private final FrameworkWiring framework;
    private final Set<Bundle> leaving;
    private final List<PluginJar> arriving;

    /**
     * Resolves for a framework.
     *
     * @param leaving the bundles that will be gone, so that nothing may resolve to them
     * @param arriving the jars that come in together
     */
    public Requirements(BundleContext context, Set<Bundle> leaving, List<PluginJar> arriving) {
        this.context = context;
        this.framework = context.getBundle(0).adapt(FrameworkWiring.class);
        this.leaving = leaving;
        this.arriving = arriving;
    }

    /**
     * What a jar resolves to.
     *
     * @param lines one line per requirement
     * @param providers the bundles that it resolves to
     * @param wires the packages that it imports, without those of Java and its own
     */
    public record Resolved(List<String> lines, List<Bundle> providers, List<Wire> wires) {

        public Map<String, String> providerByPackage() {
            return wires.stream().collect(Collectors.toMap(wire -> wire.imported().name(),
                    wire -> wire.provider().name(), (one, other) -> one));
        }
    }

    /**
     * A package and who exports it.
     *
     * @param imported what the jar asks for
     * @param provider what it gets
     */
    public record Wire(PackageImport imported, Provider provider) {
    }

    /**
     * Who meets a requirement: a bundle that stays, or a jar that comes in.
     *
     * @param capability what meets it
     * @param name the symbolic name and the version
     * @param bundle the bundle that stays
     */
    public record Provider(Capability capability, String name, Optional<Bundle> bundle) {

        /** What the framework prefers: what is resolved, then higher versions, then what was installed earlier. */
        private static final Comparator<Provider> PREFERENCE = Comparator.comparing((Provider provider) ->
                        provider.bundle.filter(bundle -> bundle.getState() != Bundle.INSTALLED).isEmpty())
                .thenComparing(Provider::version, Comparator.reverseOrder())
                .thenComparing(provider -> provider.bundle.map(Bundle::getBundleId).orElse(Long.MAX_VALUE));

        private static Provider of(BundleCapability capability) {
            Bundle bundle = Requirements.bundle(capability);
            return new Provider(capability, bundle.getSymbolicName() + " " + bundle.getVersion(), Optional.of(bundle));
        }

        private static Stream<Provider> of(PluginJar jar, Requirement requirement) {
            return jar.resource().getCapabilities(requirement.getNamespace()).stream()
                    .filter(capability -> CapabilitySet.matches(capability, requirement))
                    .map(capability -> new Provider(capability, jar.symbolicName() + " " + jar.version(),
                            Optional.empty()));
        }

        /** Only packages and bundles have versions by which the framework chooses. */
        private Version version() {
            String attribute = switch (capability.getNamespace()) {
                case PackageNamespace.PACKAGE_NAMESPACE -> PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE;
                case BundleNamespace.BUNDLE_NAMESPACE -> BundleNamespace.CAPABILITY_BUNDLE_VERSION_ATTRIBUTE;
                default -> "";
            };
            return capability.getAttributes().get(attribute) instanceof Version version ? version
                    : Version.emptyVersion;
        }

        @Override
        public String toString() {
            return name + (bundle.isPresent() ? "" : " (in this plan)");
        }
    }

    /** Resolves the requirements of {@code jar}; the problem names all that cannot be met. */
    public Result<Resolved> resolve(PluginJar jar) {
        List<String> lines = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<Wire> wires = new ArrayList<>();
        TreeSet<Bundle> providers = new TreeSet<>();
        int ofJava = 0;
        for (Requirement requirement : jar.resource().getRequirements(null)) {
            String effective = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE,
                    Namespace.EFFECTIVE_RESOLVE);
            Optional<Provider> provider = provider(requirement);
            if (!effective.equals(Namespace.EFFECTIVE_RESOLVE)) {
                lines.add(words(requirement) + " is a matter of run time");
            } else if (provider.filter(each -> jar.resource().getCapabilities(requirement.getNamespace())
                    .contains(each.capability())).isPresent()) {
                lines.add(words(requirement) + " -> itself");
            } else if (provider.isPresent()) {
                provider.get().bundle().ifPresent(providers::add);
                Optional<PackageImport> imported = PackageImport.of(requirement);
                if (imported.filter(PackageImport::ofJava).isPresent()) {
                    ofJava++;
                } else {
                    lines.add(words(requirement) + " -> " + provider.get());
                    imported.ifPresent(each -> wires.add(new Wire(each, provider.get())));
                }
            } else if (RequirementImpl.isOptional(requirement)) {
                lines.add(words(requirement) + " is optional and absent");
            } else {
                missing.add(why(requirement));
            }
        }
        if (ofJava > 0) {
            lines.add(ofJava + " packages of java.* -> " + context.getBundle(0).getSymbolicName());
        }
        return missing.isEmpty() ? Result.ok(new Resolved(lines, List.copyOf(providers), wires))
                : Result.err(Problem.of(Kind.REFUSED, "cannot be resolved: " + String.join("; ", missing),
                        jar.symbolicName() + " " + jar.version(),
                        "install what is missing first, or build the plugin against what is there"));
    }

    private Optional<Provider> provider(Requirement requirement) {
        return Stream.concat(framework.findProviders(requirement).stream().filter(this::stays).map(Provider::of),
                arriving.stream().flatMap(jar -> Provider.of(jar, requirement))).min(Provider.PREFERENCE);
    }

    private boolean stays(BundleCapability capability) {
        Bundle bundle = bundle(capability);
        return bundle.getState() != Bundle.UNINSTALLED && !leaving.contains(bundle);
    }

    private String why(Requirement requirement) {
        Optional<PackageImport> imported = PackageImport.of(requirement);
        if (imported.isEmpty()) {
            return words(requirement) + " is provided by no bundle";
        }
        String name = imported.get().name();
        Requirement anyVersion = new RequirementImpl(requirement.getResource(), PackageNamespace.PACKAGE_NAMESPACE,
                Map.of(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "(osgi.wiring.package=" + name + ")"), Map.of());
        List<String> others = framework.findProviders(anyVersion).stream().filter(this::stays)
                .map(capability -> bundle(capability).getSymbolicName() + " " + bundle(capability).getVersion()
                        + " exports version " + capability.getAttributes().get("version"))
                .distinct().toList();
        if (!others.isEmpty()) {
            return words(requirement) + " is missing, but " + String.join(" and ", others);
        }
        return words(requirement) + " is exported by no bundle" + nearest(name);
    }

    private String nearest(String name) {
        List<String> exported = Arrays.stream(context.getBundles())
                .map(bundle -> bundle.adapt(BundleRevision.class)).filter(revision -> revision != null)
                .flatMap(revision -> revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .map(capability -> String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .distinct().toList();
        return Nearest.find(name, exported).map(near -> " (the nearest is " + near + ")").orElse("");
    }

    private static Bundle bundle(BundleCapability capability) {
        return capability.getRevision().getBundle();
    }

    private static String words(Requirement requirement) {
        return PackageImport.of(requirement).map(imported -> "package " + imported)
                .orElseGet(() -> (requirement.getNamespace() + " " + requirement.getDirectives()
                        .getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "")).strip());
    }
}
