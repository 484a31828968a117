package org.athanor.plugins.rules;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/**
 * A package that a bundle imports, read from its requirement.
 *
 * @param name the package
 * @param range the versions that fit, as in a manifest; empty when all do
 * @param floor the lower bound, which is the version that the bundle was built against
 * @param filter the whole filter
 */
public record PackageImport(String name, String range, Optional<Version> floor, String filter) {

    private static final Pattern NAME = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern FLOOR = Pattern.compile("\\([\\w.-]*version>=([^)]+)\\)");
    private static final Pattern CEILING = Pattern.compile("\\(!\\([\\w.-]*version>=([^)]+)\\)\\)");

    /** Reads a requirement; empty when it is not about a package. */
    static Optional<PackageImport> of(Requirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
        Matcher name = NAME.matcher(filter);
        if (!requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) || !name.find()) {
            return Optional.empty();
        }
        Matcher ceiling = CEILING.matcher(filter);
        boolean bounded = ceiling.find();
        Matcher floor = FLOOR.matcher(bounded ? filter.replace(ceiling.group(), "") : filter);
        return Optional.of(!floor.find() ? new PackageImport(name.group(1), "", Optional.empty(), filter)
                : new PackageImport(name.group(1), bounded ? "[" + floor.group(1) + "," + ceiling.group(1) + ")"
                        : floor.group(1), Optional.of(Version.parseVersion(floor.group(1))), filter));
    }

    /** Returns whether an exported package fits. */
    boolean accepts(Capability export) {
        try {
            return FrameworkUtil.createFilter(filter).matches(export.getAttributes());
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether the package belongs to the Java platform. */
    boolean ofJava() {
        return name.startsWith("java.");
    }

    @Override
    public String toString() {
        return (name + " " + range).strip();
    }
}
