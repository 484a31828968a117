package org.athanor.training.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.training.generation.Generation;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The jars of all plugins that a run ever used, by content hash: {@code plugins/<sha256>.jar} in its folder. With them
 * the run can be replayed after the container has moved on. Thread-safe.
 */
final class RunJars {

    private final BundleContext context;
    private final RunFolder folder;
    private final Map<Long, String> hashes = new ConcurrentHashMap<>();

    RunJars(BundleContext context, RunFolder folder) {
        this.context = context;
        this.folder = folder;
    }

    /** Keeps the jar of a bundle, durably. */
    Result<Result.Done> keep(long bundleId) {
        return content(bundleId).flatMap(content -> {
            String sha256 = hash(content);
            String name = RunFolder.JARS + "/" + sha256 + ".jar";
            try {
                if (content.length > 0 && !complete(folder.path().resolve(name), content.length)) {
                    folder.write(name, content);
                }
            } catch (IOException e) {
                return Result.err(Problem.failed("the jar of a plugin cannot be kept", e)
                        .at(folder.path().resolve(name).toString()));
            }
            hashes.put(bundleId, sha256);
            return Result.done();
        });
    }

    /** Returns the content hash of a bundle's jar as it was kept; empty when it was not. */
    String kept(long bundleId) {
        return hashes.getOrDefault(bundleId, "");
    }

    /** Returns the content hash of a bundle's jar; empty when it cannot be read. */
    String sha256(long bundleId) {
        return content(bundleId).map(RunJars::hash).orElse(problem -> "");
    }

    /** Returns the plugins of a generation for the ledger: what they are, their versions and content hashes. */
    List<Map<String, String>> describe(Generation generation) {
        return generation.bindings().stream().map(binding -> Map.of("plugin", binding.slot().id(), "version",
                binding.version().toString(), "sha256", kept(binding.bundleId()))).toList();
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
        try {
            return content.length == 0 ? ""
                    : HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
