package org.athanor.plugins.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.metrics.Console;
import org.athanor.api.plugin.Result;
import org.athanor.durable.DurableFiles;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.deploy.Judgement.Change;
import org.athanor.plugins.deploy.Judgement.Installed;
import org.athanor.plugins.source.Sources;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the folder {@code deploy} of the home, and nothing else does: each file in it is judged here. It begins when
 * whoever starts the container says that the distribution is up.
 */
@Component(service = DeployFolder.class, immediate = true)
public final class DeployFolder implements Deployment.Target {

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);
    /** The framework property with the milliseconds between two looks. */
    private static final String POLL = "athanor.deploy.poll";
    private static final String POLL_MILLIS = "500";
    /** Ten seconds: a jar that cannot be read for so long is not being copied. */
    private static final int PATIENCE = 20;
    /** How long the last look may still take. */
    private static final long LAST_LOOK_SECONDS = 5;
    private static final String WHO = "deploy";

    private final BundleContext context;
    private final Plugins plugins;
    private final Path folder;
    private final Deployment deployment;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            task -> new Thread(task, "athanor-deploy"));
    private volatile Optional<Console> console = Optional.empty();
    private final Path policyFile;
    private String trouble = "";
    private String policy;

    /** {@code up}: is there once the distribution is. */
    @Activate
    public DeployFolder(BundleContext context, @Reference Plugins plugins,
            @Reference(target = "(athanor.up=true)") Runnable up) {
        this.context = context;
        this.plugins = plugins;
        Home home = Home.of(context::getProperty);
        folder = home.deploy();
        policyFile = home.policy();
        policy = policyStamp();
        deployment = new Deployment(new Folder(folder, Sources.of(System.getProperties()), PATIENCE),
                new FolderState(home.plugins().resolve("deploy.json")), this, this::warn, PATIENCE);
        worker.execute(this::create);
        String poll = context.getProperty(POLL);
        var unused = worker.scheduleWithFixedDelay(this::look, 0, Long.parseLong(poll == null ? POLL_MILLIS : poll),
                TimeUnit.MILLISECONDS);
    }

    /** What has been made is to be noted, too: otherwise a jar that goes while the container is down stays in. */
    @Deactivate
    void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(LAST_LOOK_SECONDS, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindConsole(Console there) {
        console = Optional.of(there);
    }

    void unbindConsole(Console gone) {
        console = console.filter(each -> !each.equals(gone));
    }

    /** Once: a folder that goes later, with its disk, say, takes no plugin with it. */
    private void create() {
        try {
            DurableFiles.createFolders(folder);
        } catch (IOException e) {
            LOG.warn("The deploy folder cannot be made", e);
        }
    }

    /** What goes wrong is told once, and tried again at the next look. */
    private void look() {
        try {
            String now = policyStamp();
            if (!now.equals(policy)) {
                policy = now;
                deployment.tryRefusedAgain();
            }
            deployment.look();
            trouble = "";
        } catch (IOException | RuntimeException | Error e) {
            if (!worker.isShutdown() && !trouble.equals(String.valueOf(e))) {
                trouble = String.valueOf(e);
                LOG.warn("The deploy folder cannot be followed", e);
                warn("the folder cannot be followed: " + e.getMessage());
            }
        }
    }

    /** When the policy was written; empty while there is none. */
    private String policyStamp() {
        long written = policyFile.toFile().lastModified();
        return written == 0 ? "" : String.valueOf(written);
    }

    @Override
    public List<Installed> installed(String bundle) {
        List<Installed> installed = new ArrayList<>();
        Arrays.stream(context.getBundles()).filter(each -> bundle.equals(each.getSymbolicName())).forEach(each ->
                installed.add(new Installed(each.getLocation().startsWith(InstalledPlugin.LOCATION) ? each.getLocation()
                        .substring(InstalledPlugin.LOCATION.length()).replaceFirst("#.*", "") : "",
                        each.getVersion())));
        return installed;
    }

    @Override
    public boolean make(Change change) {
        String file = change.jar().name();
        if (change instanceof Change.Bring bring) {
            if (bring.back()) {
                warn(bring.jar() + " is a downgrade");
            }
            return tell(file, change(bring.installed().isEmpty() ? Operation.INSTALL : Operation.UPGRADE,
                    folder.resolve(file).toString()));
        }
        return tell(file, change(Operation.UNINSTALL, change.jar().bundle()));
    }

    private Result<Applied> change(Operation operation, String subject) {
        return plugins.change(operation, List.of(subject), ApplyOptions.standard(WHO), plan -> { });
    }

    private boolean tell(String file, Result<Applied> result) {
        result.toOptional().ifPresent(applied -> {
            if (applied.outcome().reason().isEmpty()) {
                LOG.info("Deploy folder, {}: {}", file, applied.message());
            } else {
                warn(file + ": " + applied.message());
            }
        });
        result.ifErr(problem -> warn(file + ": " + problem.message()));
        return result.isOk();
    }

    private void warn(String message) {
        LOG.warn("Deploy folder, {}", message);
        console.ifPresent(there -> there.println("deploy folder: " + message));
    }
}
