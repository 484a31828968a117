package org.athanor.conformance.trial;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.state.AthanorMigrator;
import org.athanor.api.state.Migration;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The jar that is examined.
 *
 * @param jar its file
 * @param bundle the symbolic name of its bundle
 * @param version its version
 * @param plugins the plugins that it declares
 * @param migrations the migrations that it declares
 * @param classes the names of its classes
 * @param example sections of a run file with which its plugins work, when it carries some
 */
public record Candidate(Path jar, String bundle, Version version, List<PluginDescriptor> plugins,
        List<Migration> migrations, Set<String> classes, Optional<String> example) {

    /** Where a plugin keeps sections of a run file with which it works, if its defaults do not. */
    public static final String EXAMPLE = "META-INF/athanor/example.yaml";

    private static final String CLASS = ".class";

    /**
     * Reads a jar, with the framework's own reader of manifests.
     *
     * @throws ProblemException when it is no bundle, or declares a plugin that is none
     */
    public static Candidate read(BundleContext context, Path jar) {
        try {
            Bundle looked = context.installBundle("conformance:" + jar,
                    new ByteArrayInputStream(Files.readAllBytes(jar)));
            try {
                return of(jar, looked, Kinds.in(context));
            } finally {
                looked.uninstall();
            }
        } catch (IOException | BundleException e) {
            throw new ProblemException(Problem.failed("cannot be read as a bundle", e).at(jar.toString()));
        }
    }

    private static Candidate of(Path jar, Bundle bundle, Kinds installed) throws IOException {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        // The bundle is not resolved: the kinds that it brings itself are only declared yet.
        Kinds kinds = installed.and(revision.getDeclaredCapabilities(AthanorKind.NAMESPACE).stream()
                .flatMap(capability -> PluginKind.of(capability.getAttributes()).stream()).toList());
        List<PluginDescriptor> plugins = new ArrayList<>();
        revision.getDeclaredCapabilities(AthanorPlugin.NAMESPACE).forEach(capability -> plugins.add(PluginDescriptor
                .of(capability.getAttributes(), bundle.getSymbolicName(), bundle.getVersion(), kinds).unwrap()));
        if (plugins.isEmpty()) {
            throw new ProblemException(Problem.of(Kind.REFUSED, "declares no plugin", jar.getFileName().toString(),
                    "annotate its component with @AthanorPlugin"));
        }
        List<Migration> migrations = revision.getDeclaredCapabilities(AthanorMigrator.NAMESPACE).stream()
                .map(capability -> capability.getAttributes())
                .flatMap(edge -> Migration.of(edge.get("schema"), edge.get("from"), edge.get("to")).stream()).toList();
        URL example = bundle.getEntry(EXAMPLE);
        return new Candidate(jar, bundle.getSymbolicName(), bundle.getVersion(), List.copyOf(plugins), migrations,
                classes(bundle), example == null ? Optional.empty() : Optional.of(text(example)));
    }

    private static Set<String> classes(Bundle bundle) {
        Set<String> classes = new HashSet<>();
        Enumeration<URL> entries = bundle.findEntries("/", "*" + CLASS, true);
        if (entries != null) {
            for (URL url : Collections.list(entries)) {
                String path = url.getPath();
                classes.add(path.substring(1, path.length() - CLASS.length()).replace('/', '.'));
            }
        }
        return Set.copyOf(classes);
    }

    private static String text(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns whether a frame of this name runs code of the plugin. */
    public boolean owns(StackTraceElement frame) {
        return classes.contains(frame.getClassName());
    }

    /** Returns the jar with some of its plugins alone. */
    public Candidate with(List<PluginDescriptor> some) {
        return new Candidate(jar, bundle, version, List.copyOf(some), migrations, classes, example);
    }

    /** Returns {@code kind:name} of its plugins. */
    public String ids() {
        return String.join(", ", plugins.stream().map(PluginDescriptor::id).toList());
    }
}
