package org.athanor.plugins.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.AthanorWork;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/** Judges jars. */
public final class JarInspector {

    private static final String BUILD_IT = "build it with bnd-maven-plugin";
    /** Far more than classes or libraries unpack to: a jar that does is meant to hold whoever reads it up. */
    private static final long MOST_UNPACKED = 256L << 20;
    private static final int MOST_TIMES = 20;
    private static final int MOST_ENTRIES = 100_000;

    private JarInspector() {
    }

    /**
     * What a jar is called.
     *
     * @param brings whether it brings kinds of plugin or of work
     */
    public record Identity(String symbolicName, Version version, boolean brings) {
    }

    /** Reads a jar to its last byte and tells what it is called, or what is wrong with it; fragments are refused. */
    public static Result<Identity> identity(byte[] content, String source) {
        return whole(content, source).flatMap(manifest -> bundle(source, manifest)).map(bundle -> new Identity(
                bundle.symbolicName(), bundle.version(), !bundle.kinds().isEmpty() || !bundle.works().isEmpty()));
    }

    /**
     * Reads a jar to its last byte and takes its manifest apart.
     *
     * @param content the bytes
     * @param source where they came from, for messages
     * @param known the kinds of plugin that are known beside those that the jar itself brings
     * @return the plugin jar, or what is wrong with it
     */
    public static Result<PluginJar> inspect(byte[] content, String source, Kinds known) {
        return whole(content, source).flatMap(manifest -> bundle(source, manifest)).flatMap(bundle ->
                descriptors(bundle.resource().getCapabilities(AthanorPlugin.NAMESPACE), bundle.symbolicName(),
                        bundle.version(), known.and(bundle.kinds())).flatMap(plugins -> plugins.isEmpty()
                                && bundle.kinds().isEmpty() && bundle.works().isEmpty()
                                ? refused(source, bundle.symbolicName() + " declares no plugin",
                                        "declare it with @AthanorPlugin")
                                : Result.ok(new PluginJar(content, ContentHash.of(content), source,
                                        bundle.symbolicName(), bundle.version(), plugins, bundle.kinds(),
                                        bundle.works(), bundle.resource()))));
    }

    private static Result<Manifest> whole(byte[] content, String source) {
        return content.length < 4 || content[0] != 'P' || content[1] != 'K'
                ? refused(source, "is not a jar", "give the jar that the build of the plugin made")
                : manifest(content, source);
    }

    /** A stream would not notice that the directory at the end of a cut-off jar is missing, so it goes to a file. */
    private static Result<Manifest> manifest(byte[] content, String source) {
        try {
            Path file = Files.createTempFile("athanor", ".jar");
            try {
                Files.write(file, content);
                try (JarFile jar = new JarFile(file.toFile(), true)) {
                    if (jar.size() > MOST_ENTRIES) {
                        return refused(source, "has more than " + MOST_ENTRIES + " entries", BUILD_IT);
                    }
                    long most = Math.max(MOST_UNPACKED, (long) MOST_TIMES * content.length);
                    long unpacked = 0;
                    for (JarEntry entry : Collections.list(jar.entries())) {
                        unpacked += read(jar, entry, most - unpacked);
                        if (unpacked > most) {
                            return refused(source, "unpacks to more than " + (most >> 20) + " MiB", BUILD_IT);
                        }
                    }
                    Manifest manifest = jar.getManifest();
                    return manifest == null ? refused(source, "has no manifest", BUILD_IT) : Result.ok(manifest);
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException | SecurityException e) {
            return Result.err(new Problem(Kind.IO, Problem.failed("is a damaged jar", e).what(), source,
                    "build or copy it again", Optional.of(e)));
        }
    }

    /** Reads an entry, little further than {@code most} bytes; returns how many they were. */
    private static long read(JarFile jar, JarEntry entry, long most) throws IOException {
        byte[] chunk = new byte[1 << 16];
        long length = 0;
        try (CheckedInputStream in = new CheckedInputStream(jar.getInputStream(entry), new CRC32())) {
            int read = in.read(chunk);
            while (read >= 0 && length <= most) {
                length += read;
                read = in.read(chunk);
            }
            if (length <= most && in.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException("the checksum of " + entry.getName() + " is wrong");
            }
            return length;
        } catch (SecurityException e) {
            throw new IOException("the entry " + entry.getName() + " was changed after it was signed", e);
        }
    }

    private record BundleJar(Resource resource, String symbolicName, Version version, List<PluginKind> kinds,
            List<String> works) {
    }

    private static Result<BundleJar> bundle(String source, Manifest manifest) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        manifest.getMainAttributes().forEach((key, value) -> headers.put(key.toString(), value.toString()));
        if (!headers.containsKey(Constants.BUNDLE_SYMBOLICNAME)) {
            return refused(source, "has no Bundle-SymbolicName, so it is no OSGi bundle", BUILD_IT);
        }
        if (headers.containsKey(Constants.FRAGMENT_HOST)) {
            return refused(source, "is a fragment of another bundle", "a plugin is a bundle of its own");
        }
        try {
            Resource resource = ResourceBuilder.build("athanor:inspected", headers);
            Map<String, Object> identity = resource.getCapabilities(IdentityNamespace.IDENTITY_NAMESPACE).get(0)
                    .getAttributes();
            String symbolicName = String.valueOf(identity.get(IdentityNamespace.IDENTITY_NAMESPACE));
            // The resource builder mends a version that the framework would refuse.
            Version version = Version.parseVersion(headers.get(Constants.BUNDLE_VERSION));
            List<Capability> brought = resource.getCapabilities(AthanorKind.NAMESPACE);
            List<PluginKind> kinds = kinds(brought);
            List<String> works = works(resource.getCapabilities(AthanorWork.NAMESPACE));
            if (kinds.size() < brought.size() || !works.stream().allMatch(PluginKind::isName)) {
                return refused(source, symbolicName + " brings a kind of plugin or of work whose name is none",
                        PluginKind.NAMES);
            }
            return Result.ok(new BundleJar(resource, symbolicName, version, kinds, works));
        } catch (BundleException | IllegalArgumentException e) {
            return refused(source, Problem.failed("has a damaged manifest", e).what(), BUILD_IT);
        }
    }

    /** Reads the kinds of plugin that capabilities of a bundle or a jar bring. */
    public static List<PluginKind> kinds(List<? extends Capability> capabilities) {
        return capabilities.stream().flatMap(capability -> PluginKind.of(capability.getAttributes()).stream()).toList();
    }

    /** Reads the kinds of work that capabilities of a bundle or a jar bring. */
    public static List<String> works(List<? extends Capability> capabilities) {
        return capabilities.stream().map(capability -> capability.getAttributes().get(AthanorWork.NAME))
                .filter(String.class::isInstance).map(String.class::cast).toList();
    }

    /** Reads the plugins that capabilities of a bundle or a jar declare. */
    public static Result<List<PluginDescriptor>> descriptors(List<? extends Capability> capabilities,
            String symbolicName, Version version, Kinds kinds) {
        List<PluginDescriptor> plugins = new ArrayList<>();
        for (Capability capability : capabilities) {
            Result<PluginDescriptor> plugin = PluginDescriptor.of(capability.getAttributes(), symbolicName, version,
                    kinds);
            if (plugin.failure().isPresent()) {
                return Result.err(plugin.failure().get());
            }
            plugins.add(plugin.unwrap());
        }
        return Result.ok(plugins);
    }

    private static <T> Result<T> refused(String source, String what, String remedy) {
        return Result.err(Problem.of(Kind.REFUSED, what, source, remedy));
    }
}
