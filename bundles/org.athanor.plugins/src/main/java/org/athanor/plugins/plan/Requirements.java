package org.athanor.plugins.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.utils.resource.CapabilitySet;
import org.apache.felix.utils.resource.RequirementImpl;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/**
 * Resolves the requirements of a jar against the bundles of the framework, without installing it. Constraints between
 * packages ({@code uses}) are left to the framework's own resolver, which runs before anything is switched.
 */
final class Requirements {

    private static final Pattern NAME = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern FLOOR = Pattern.compile("\\([\\w.-]*version>=([^)]+)\\)");
    private static final Pattern CEILING = Pattern.compile("\\(!\\([\\w.-]*version>=([^)]+)\\)\\)");

    private final BundleContext context;
    private final FrameworkWiring framework;
    private final Optional<Bundle> leaving;

    /**
     * Resolves for a framework.
     *
     * @param leaving a bundle that will be gone, so that nothing may resolve to it
     */
    Requirements(BundleContext context, Optional<Bundle> leaving) {
        this.context = context;
        this.framework = context.getBundle(0).adapt(FrameworkWiring.class);
        this.leaving = leaving;
    }

    /**
     * What a jar resolves to.
     *
     * @param lines one line per requirement
     * @param providers the bundles that it resolves to
     */
    record Resolved(List<String> lines, List<Bundle> providers) {
    }

    /** Resolves the requirements of {@code jar}; the problem names all that cannot be met. */
    Result<Resolved> resolve(PluginJar jar) {
        List<String> lines = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        TreeSet<Bundle> providers = new TreeSet<>();
        int ofJava = 0;
        for (Requirement requirement : jar.resource().getRequirements(null)) {
            String effective = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE,
                    Namespace.EFFECTIVE_RESOLVE);
            Optional<BundleCapability> provider = provider(requirement);
            if (!effective.equals(Namespace.EFFECTIVE_RESOLVE)) {
                lines.add(words(requirement) + " is a matter of run time");
            } else if (jar.resource().getCapabilities(requirement.getNamespace()).stream()
                    .anyMatch(own -> CapabilitySet.matches(own, requirement))) {
                lines.add(words(requirement) + " -> itself");
            } else if (provider.isPresent()) {
                Bundle bundle = provider.get().getRevision().getBundle();
                providers.add(bundle);
                if (packageName(requirement).startsWith("java.")) {
                    ofJava++;
                } else {
                    lines.add(words(requirement) + " -> " + bundle.getSymbolicName() + " " + bundle.getVersion());
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
        return missing.isEmpty() ? Result.ok(new Resolved(lines, List.copyOf(providers)))
                : Result.err(Problem.of(Kind.REFUSED, "cannot be resolved: " + String.join("; ", missing),
                        jar.symbolicName() + " " + jar.version(),
                        "install what is missing first, or build the plugin against what is there"));
    }

    private Optional<BundleCapability> provider(Requirement requirement) {
        return framework.findProviders(requirement).stream().filter(this::stays)
                .min(Comparator.comparing((BundleCapability capability) -> bundle(capability).getState()
                        == Bundle.INSTALLED).thenComparing(capability -> bundle(capability).getBundleId()));
    }

    private boolean stays(BundleCapability capability) {
        Bundle bundle = bundle(capability);
        return bundle.getState() != Bundle.UNINSTALLED && leaving.filter(bundle::equals).isEmpty();
    }

    private String why(Requirement requirement) {
        String name = packageName(requirement);
        if (name.isEmpty()) {
            return words(requirement) + " is provided by no bundle";
        }
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
        return InstalledPlugins.nearest(name, exported).map(near -> " (the nearest is " + near + ")").orElse("");
    }

    private static Bundle bundle(BundleCapability capability) {
        return capability.getRevision().getBundle();
    }

    private static String packageName(Requirement requirement) {
        if (!requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            return "";
        }
        Matcher name = NAME.matcher(filter(requirement));
        return name.find() ? name.group(1) : "";
    }

    private static String words(Requirement requirement) {
        String name = packageName(requirement);
        if (name.isEmpty()) {
            return (requirement.getNamespace() + " " + filter(requirement)).strip();
        }
        Matcher ceiling = CEILING.matcher(filter(requirement));
        boolean bounded = ceiling.find();
        Matcher floor = FLOOR.matcher(bounded ? filter(requirement).replace(ceiling.group(), "")
                : filter(requirement));
        if (!floor.find()) {
            return "package " + name;
        }
        return "package " + name + " " + (bounded ? "[" + floor.group(1) + "," + ceiling.group(1) + ")"
                : floor.group(1));
    }

    private static String filter(Requirement requirement) {
        return requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    }
}
