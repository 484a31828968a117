package org.athanor.plugins.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;

/**
 * Compares, package by package, what a bundle that comes in imports and exports with what it was built against and
 * with the version before, and judges the change by its size: micro is free, minor must be permitted by the range of
 * every importer, major needs every importer in the same plan.
 */
public final class PackageVersions {

    private final PluginJar jar;
    private final Optional<BundleRevision> old;
    private final Set<Bundle> leaving;

    /**
     * Compares a jar with the bundle that it replaces.
     *
     * @param leaving all bundles that the plan replaces
     */
    public PackageVersions(PluginJar jar, Optional<InstalledPlugin> old, Set<Bundle> leaving) {
        this.jar = jar;
        this.old = old.map(plugin -> plugin.bundle().adapt(BundleRevision.class));
        this.leaving = leaving;
    }

    /** Returns one line per package, or which change the importers do not bear. */
    public Result<List<String>> compare(List<Requirements.Wire> wires) {
        List<String> lines = new ArrayList<>(imports(wires));
        List<String> refusals = new ArrayList<>();
        Map<String, Capability> before = exports(old.map(revision ->
                revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)).orElse(List.of()));
        Map<String, Capability> after = exports(
                jar.resource().getCapabilities(PackageNamespace.PACKAGE_NAMESPACE));
        for (String name : new TreeSet<>(Stream.concat(before.keySet().stream(), after.keySet().stream()).toList())) {
            Export export = new Export(name, Optional.ofNullable(before.get(name)),
                    Optional.ofNullable(after.get(name)), importers(name));
            lines.add(export.line());
            refusals.addAll(export.refusals());
        }
        return refusals.isEmpty() ? Result.ok(lines) : Result.err(Problem.of(Kind.REFUSED,
                String.join("; ", refusals), jar.symbolicName() + " " + jar.version(),
                "upgrade the importers in the same plan"));
    }

    private List<String> imports(List<Requirements.Wire> wires) {
        Map<String, String> rangesBefore = new TreeMap<>();
        for (Requirement requirement : old.map(revision ->
                revision.getRequirements(PackageNamespace.PACKAGE_NAMESPACE)).orElse(List.of())) {
            PackageImport.of(requirement).filter(each -> !each.ofJava())
                    .ifPresent(each -> rangesBefore.put(each.name(), each.range()));
        }
        List<String> lines = new ArrayList<>();
        for (Requirements.Wire wire : wires) {
            PackageImport imported = wire.imported();
            String before = rangesBefore.remove(imported.name());
            Version version = version(wire.provider().capability());
            lines.add("imports " + imported + (before == null || before.equals(imported.range()) ? ""
                    : ", before " + before) + " from " + wire.provider() + ", version " + version
                    + imported.floor().map(floor -> distance(floor, version)).orElse(""));
        }
        rangesBefore.keySet().stream().filter(name -> jar.resource()
                        .getRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .flatMap(requirement -> PackageImport.of(requirement).stream())
                        .noneMatch(imported -> imported.name().equals(name)))
                .forEach(name -> lines.add("no longer imports " + name));
        return lines;
    }

    private static String distance(Version builtAgainst, Version version) {
        Change change = Change.between(builtAgainst, version);
        return change == Change.UNCHANGED ? ": as it was built against"
                : ": " + change.word() + " newer than what it was built against";
    }

    /** The size of the difference between two versions of a package. */
    private enum Change {
        UNCHANGED, MICRO, MINOR, MAJOR;

        static Change between(Version one, Version other) {
            if (one.equals(other)) {
                return UNCHANGED;
            }
            if (one.getMajor() != other.getMajor()) {
                return MAJOR;
            }
            return one.getMinor() == other.getMinor() ? MICRO : MINOR;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A bundle that is wired to a package of the version before. */
    private record Importer(Bundle bundle, PackageImport imported, boolean inPlan) {

        @Override
        public String toString() {
            return bundle.getSymbolicName() + " " + bundle.getVersion()
                    + (imported.range().isEmpty() ? "" : " " + imported.range()) + (inPlan ? " (in this plan)" : "");
        }
    }

    /** A package that is exported before, after, or both. */
    private record Export(String name, Optional<Capability> before, Optional<Capability> after,
            List<Importer> importers) {

        private Change change() {
            return before.isPresent() && after.isPresent()
                    ? Change.between(version(before.get()), version(after.get())) : Change.MAJOR;
        }

        String line() {
            String users = importers.isEmpty() ? "" : "; imported by "
                    + importers.stream().map(Importer::toString).collect(Collectors.joining(", "));
            if (before.isEmpty()) {
                return "exports " + name + " " + version(after.get()) + ": new";
            }
            if (after.isEmpty()) {
                return "no longer exports " + name + " " + version(before.get()) + ": major" + users;
            }
            String versions = change() == Change.UNCHANGED ? "" : version(before.get()) + " -> ";
            return "exports " + name + " " + versions + version(after.get()) + ": " + change().word() + users;
        }

        List<String> refusals() {
            return importers.stream().filter(importer -> !importer.inPlan())
                    .filter(importer -> change() == Change.MAJOR
                            || (change() == Change.MINOR && !importer.imported().accepts(after.orElseThrow())))
                    .map(importer -> "package " + name + " " + after.map(capability -> "changes from "
                            + version(before.orElseThrow()) + " to " + version(capability) + " (" + change().word()
                            + ")").orElse("goes (major)") + ", but " + importer + " imports it"
                            + (change() == Change.MINOR ? " and does not permit that" : "")).toList();
        }
    }

    private List<Importer> importers(String name) {
        BundleWiring wiring = old.map(BundleRevision::getWiring).orElse(null);
        return wiring == null ? List.of() : wiring.getProvidedWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .filter(wire -> name.equals(wire.getCapability().getAttributes()
                        .get(PackageNamespace.PACKAGE_NAMESPACE)))
                .filter(wire -> !Objects.equals(wire.getRequirer().getBundle(), old.get().getBundle()))
                .flatMap(wire -> PackageImport.of(wire.getRequirement()).stream()
                        .map(imported -> new Importer(wire.getRequirer().getBundle(), imported,
                                leaving.contains(wire.getRequirer().getBundle()))))
                .toList();
    }

    private static Map<String, Capability> exports(List<? extends Capability> capabilities) {
        return capabilities.stream().collect(Collectors.toMap(
                capability -> String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)),
                capability -> capability,
                (one, other) -> version(one).compareTo(version(other)) >= 0 ? one : other, TreeMap::new));
    }

    private static Version version(Capability export) {
        return Version.parseVersion(String.valueOf(
                export.getAttributes().getOrDefault(Constants.VERSION_ATTRIBUTE, Version.emptyVersion)));
    }
}
