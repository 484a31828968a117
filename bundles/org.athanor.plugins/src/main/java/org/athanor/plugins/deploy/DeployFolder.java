package org.athanor.plugins.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.AthanorWork;
import org.athanor.plugins.inspect.JarInspector;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.policy.InstallPolicy;
import org.athanor.plugins.source.Sources;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes plugin jars from the folder that FileInstall watches. FileInstall's thread only hands over; it would otherwise
 * stand still for a whole probation. A failure is told once and never thrown: FileInstall repeats what throws.
 */
@Component(service = ArtifactInstaller.class, property = Constants.SERVICE_RANKING + ":Integer=100")
public final class DeployFolder implements ArtifactInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);
    private static final String WHO = "deploy";

    private final BundleContext context;
    private final Plugins plugins;
    private final InstallPolicy policy;
    private final Sources sources = Sources.of(System.getProperties());
    private final Map<File, PluginJar> jarByFile = new ConcurrentHashMap<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            task -> new Thread(task, "athanor-deploy"));

    /** Changes plugins through {@code plugins}, first of all those whose jars have gone since the last process. */
    @Activate
    public DeployFolder(BundleContext context, @Reference Plugins plugins) {
        this.context = context;
        this.plugins = plugins;
        Home home = Home.of(context::getProperty);
        policy = InstallPolicy.of(home, context::getProperty);
        worker.execute(() -> uninstallGone(home.deploy()));
    }

    @Deactivate
    void close() {
        worker.shutdownNow();
    }

    /**
     * Takes plugin bundles, and jars that are no bundles at all or that the policy does not permit, to say so; other
     * bundles are FileInstall's.
     */
    @Override
    public boolean canHandle(File file) {
        return isOurs(file) || policy.permit(file.toPath()).failure().isPresent();
    }

    private static boolean isOurs(File file) {
        if (!file.getName().endsWith(".jar")) {
            return false;
        }
        try (JarFile jar = new JarFile(file)) {
            if (jar.getManifest() == null) {
                return true;
            }
            Attributes headers = jar.getManifest().getMainAttributes();
            String capabilities = headers.getValue(Constants.PROVIDE_CAPABILITY);
            return headers.getValue(Constants.BUNDLE_SYMBOLICNAME) == null
                    || (capabilities != null && Stream.of(AthanorPlugin.NAMESPACE, AthanorKind.NAMESPACE,
                            AthanorWork.NAMESPACE).anyMatch(capabilities::contains));
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void install(File file) {
        worker.execute(() -> bring(file, true));
    }

    @Override
    public void update(File file) {
        worker.execute(() -> bring(file, false));
    }

    /** Uninstalls the plugin unless another version has taken its place since. */
    @Override
    public void uninstall(File file) {
        worker.execute(() -> Optional.ofNullable(jarByFile.remove(file)).filter(this::installed)
                .ifPresent(jar -> tell(file, change(Operation.UNINSTALL, jar.symbolicName()))));
    }

    private void bring(File file, boolean firstSeen) {
        Result<PluginJar> inspected = sources.fetch(file.getPath())
                .flatMap(fetched -> JarInspector.inspect(fetched.content(), fetched.source(), Kinds.in(context)));
        if (inspected instanceof Result.Ok<PluginJar> ok) {
            PluginJar jar = ok.value();
            jarByFile.put(file, jar);
            if (installed(jar) || (firstSeen && deployedBefore(file, jar))) {
                LOG.debug("Deploy folder, {}: was deployed before", file.getName());
                return;
            }
            boolean present = plugins.info(jar.symbolicName()).isOk();
            tell(file, change(present ? Operation.UPGRADE : Operation.INSTALL, file.getPath()));
        } else {
            policy.permit(file.toPath()).failure().or(inspected::failure)
                    .ifPresent(problem -> warn(file, problem.message()));
        }
    }

    /** A plugin that came from this folder goes with its file also while nobody watches the folder. */
    private void uninstallGone(Path folder) {
        if (Files.isDirectory(folder)) {
            plugins.list().stream().filter(info -> info.source().startsWith(folder + File.separator)
                            && !Files.exists(Path.of(info.source())))
                    .collect(Collectors.toMap(info -> info.descriptor().bundle(), PluginInfo::source,
                            (one, other) -> one, TreeMap::new))
                    .forEach((bundle, source) -> tell(new File(source), change(Operation.UNINSTALL, bundle)));
        }
    }

    private Result<Applied> change(Operation operation, String subject) {
        return plugins.change(operation, List.of(subject), ApplyOptions.standard(WHO), plan -> { });
    }

    private boolean installed(PluginJar jar) {
        return plugins.list().stream().anyMatch(info -> info.descriptor().bundle().equals(jar.symbolicName())
                && info.sha256().equals(jar.sha256()));
    }

    /**
     * After a restart every jar of the folder is seen as if it were new. One that was deployed then and replaced or
     * rolled back since must not come back by itself, and one that failed is not tried again until it changes.
     */
    private boolean deployedBefore(File file, PluginJar jar) {
        Instant written = Instant.ofEpochMilli(file.lastModified());
        return plugins.history(Integer.MAX_VALUE).stream()
                .filter(line -> WHO.equals(line.get("who")) && jar.symbolicName().equals(line.get("bundle"))
                        && (jar.sha256().equals(line.get("sha256")) || "uninstall".equals(line.get("operation"))))
                .reduce((earlier, later) -> later)
                .filter(line -> jar.sha256().equals(line.get("sha256"))
                        && Instant.parse(String.valueOf(line.get("time"))).isAfter(written)).isPresent();
    }

    private static void tell(File file, Result<Applied> result) {
        Optional<Problem> problem = result.failure();
        if (problem.isPresent()) {
            warn(file, problem.get().message());
        } else if (result.unwrap().outcome().reason().isEmpty()) {
            LOG.info("Deploy folder, {}: {}", file.getName(), result.unwrap().message());
        } else {
            warn(file, result.unwrap().message());
        }
    }

    private static void warn(File file, String message) {
        LOG.warn("Deploy folder, {}: {}", file.getName(), message);
    }
}
