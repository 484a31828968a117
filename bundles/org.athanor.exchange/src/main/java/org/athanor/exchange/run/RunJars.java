package org.athanor.exchange.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The jars of all plugins that a run ever used, by content hash: {@code plugins/<sha256>.jar} in its folder. With them
 * the run can be replayed after the container has moved on. Thread-safe.
 */
public final class RunJars {

    /** The folder of the plugins' jars, in the run's folder. */
    private static final String FOLDER = "plugins";

    private final BundleContext context;
    private final RunFolder folder;
    private final Map<String, String> hashes = new ConcurrentHashMap<>();

    /** Keeps the jars of a run. */
    public RunJars(BundleContext context, RunFolder folder) {
        this.context = context;
        this.folder = folder;
    }

    private Result<Result.Done> keep(BundleRef bundle, Session.Content content) {
        return kept(bundle).isEmpty() ? content.read().flatMap(bytes -> keep(bundle, bytes)) : Result.done();
    }

    /** Keeps the jars of all that comes in, durably; returns what could not be kept first. */
    public Optional<Problem> keep(List<Session.Change> changes) {
        return changes.stream().flatMap(change -> change.to().stream())
                .flatMap(incoming -> keep(incoming.bundle(), incoming.content()).failure().stream()).findFirst();
    }

    /** Returns the jar of an installed bundle, or a problem that names it. */
    public Result<byte[]> installed(BundleRef bundle) {
        return Stream.of(context.getBundles()).filter(bundle::names).findFirst()
                .map(found -> content(found.getBundleId()))
                .orElseGet(() -> Result.err(Problem.of(Problem.Kind.NOT_FOUND, "is not installed", bundle.toString(),
                        "")));
    }

    /** Keeps the jar of a bundle that was in use when the run began, durably. */
    public Result<Result.Done> keep(PluginBinding binding) {
        return content(binding.bundleId()).flatMap(bytes -> keep(binding.bundle(), bytes));
    }

    private Result<Result.Done> keep(BundleRef bundle, byte[] content) {
        String sha256 = hash(content);
        String name = FOLDER + "/" + sha256 + ".jar";
        try {
            if (content.length > 0 && !complete(folder.path().resolve(name), content.length)) {
                folder.write(name, content);
            }
        } catch (IOException e) {
            return Result.err(Problem.failed("the jar of a plugin cannot be kept", e)
                    .at(folder.path().resolve(name).toString()));
        }
        hashes.put(bundle.toString(), sha256);
        return Result.done();
    }

    /** Returns the content hash of a bundle's jar as it was kept; empty when it was not. */
    public String kept(BundleRef bundle) {
        return hashes.getOrDefault(bundle.toString(), "");
    }

    /** Returns the content hash of a bundle's jar; empty when it cannot be read. */
    String sha256(Bundle bundle) {
        return content(bundle.getBundleId()).map(RunJars::hash).orElse(problem -> "");
    }

    /** Returns the plugins of a generation for the ledger: versions, content hashes and what configures them. */
    public List<Map<String, Object>> describe(Generation generation) {
        return generation.bindings().stream().map(binding -> Map.of("slot", binding.slot().name(), "plugin",
                binding.descriptor().id(), "version", binding.version().toString(), "bundle",
                binding.descriptor().bundle(), "sha256", kept(binding.bundle()), "settings",
                (Object) binding.section().plain())).toList();
    }

    /** The plugin manager is there in every container; a session can live without one in tests of its own. */
    private Result<byte[]> content(long bundleId) {
        ServiceReference<Plugins> reference = context.getServiceReference(Plugins.class);
        Plugins plugins = reference == null ? null : context.getService(reference);
        if (plugins == null) {
            return Result.ok(new byte[0]);
        }
        try {
            return plugins.content(bundleId);
        } finally {
            context.ungetService(reference);
        }
    }

    /** A file gets its name only when it is complete, so its length tells enough. */
    private static boolean complete(Path file, long length) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == length;
    }

    private static String hash(byte[] content) {
        return content.length == 0 ? "" : ContentHash.of(content);
    }
}
