package org.athanor.plugins.apply;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.action.SetWork;
import org.athanor.plugins.bundle.BundleWork;
import org.athanor.plugins.bundle.ComponentFailures;
import org.athanor.plugins.bundle.LoaderWatch;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a container that has just been started to its plugin set. What cannot be restored is told, and what the
 * distribution brings in its place stays.
 */
public final class Restore {

    private static final Logger LOG = LoggerFactory.getLogger(Restore.class);

    private final Container container;
    private final BundleWork bundles;
    private final Ledger ledger;

    /** Restores in a container. */
    public Restore(Container container, ServiceComponentRuntime components, LoaderWatch loaders, Ledger ledger) {
        this.container = container;
        this.bundles = new BundleWork(container.context(), new ComponentFailures(components), loaders);
        this.ledger = ledger;
    }

    /**
     * Restores the whole set, and tells which one it is when the last change was cut off.
     *
     * @param history the lines of the ledger, oldest first
     */
    public void run(List<LedgerLine> history) {
        Result<Map<String, SetEntry>> entries = container.set().read();
        entries.ifErr(problem -> tell("", problem));
        entries.toOptional().ifPresent(this::restore);
        UnfinishedTransaction.last(history).ifPresent(this::tell);
    }

    private void restore(Map<String, SetEntry> entries) {
        List<SetEntry> different = entries.values().stream().filter(entry -> !followsDistribution(entry)).toList();
        if (different.size() < entries.size()) {
            forgetAllBut(different, entries.values());
        }
        restore(different);
        try {
            // A process that was killed in the middle of a change leaves jars that nobody needs.
            container.store().retain(different.stream().flatMap(entry -> entry.needed().stream())
                    .collect(Collectors.toSet()));
        } catch (IOException e) {
            tell("", Problem.failed("jars that nobody needs stay in the store", e));
        }
    }

    private void tell(UnfinishedTransaction unfinished) {
        LOG.warn("Plugin set: {}", unfinished.words(container.installed()));
        ledger.append("interrupted", Map.of("operation", unfinished.operation(), "plan", unfinished.plan(), "set",
                unfinished.set(container.installed()), "has", unfinished.has(container.installed())))
                .ifErr(problem -> LOG.warn("{}", problem.message()));
    }

    /** After a rollback to what the distribution brought, the distribution decides again, whatever it brings now. */
    private static boolean followsDistribution(SetEntry entry) {
        return entry.state() == SetEntry.State.ACTIVE && entry.before().isEmpty()
                && entry.beside().isEmpty()
                && entry.jar().filter(SetEntry.Jar::ofDistribution).isPresent();
    }

    private void forgetAllBut(List<SetEntry> different, Collection<SetEntry> entries) {
        try {
            SetWork work = new SetWork(container.store(), container.set());
            work.write(different);
            work.forget(entries, different);
        } catch (IOException e) {
            tell("", Problem.failed("what no longer differs from the distribution stays in it", e));
        }
    }

    /** Everything comes in before anything goes: a plugin may need the packages of any other. */
    private void restore(List<SetEntry> entries) {
        List<Return> found = new ArrayList<>();
        for (SetEntry entry : entries) {
            tried(entry, () -> found.add(found(entry, entry.versions())));
            entry.besides().forEach(each -> tried(each, () -> found.add(found(each, entry.versions()))));
        }
        List<Bundle> arriving = found.stream().filter(Return::arrives).flatMap(each -> each.bundle().stream()).toList();
        List<Bundle> unresolved = new ArrayList<>();
        bundles.apart(arriving, leaving(found), () -> unresolved.addAll(bundles.unresolved(arriving)));
        // What cannot be resolved replaces nothing, so what is there in its place can serve the others.
        Set<Bundle> leaving = leaving(found.stream().filter(each -> !each.needsOneOf(unresolved)).toList());
        List<Return> restored = new ArrayList<>();
        bundles.apart(arriving, leaving, () -> found.stream()
                .filter(each -> tried(each.entry(), () -> bringToState(each))).forEach(restored::add));
        Set<Bundle> going = new HashSet<>(leaving(restored));
        List<Return> failed = found.stream().filter(each -> each.arrives() && !restored.contains(each)).toList();
        failed.forEach(each -> going.add(each.bundle().orElseThrow()));
        failed.forEach(each -> tried(each.entry(), () -> bundles.uninstall(each.bundle().orElseThrow(), going)));
        restored.forEach(each -> tried(each.entry(), () -> finish(each, going)));
    }

    private static Set<Bundle> leaving(List<Return> returns) {
        return returns.stream().flatMap(each -> each.replaced().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Part of the way of one entry. */
    @FunctionalInterface
    private interface Work {
        void run() throws BundleException, IOException, InterruptedException;
    }

    private boolean tried(SetEntry entry, Work work) {
        try {
            work.run();
            return true;
        } catch (ProblemException e) {
            tell(entry.symbolicName(), e.problem());
        } catch (BundleException | IOException e) {
            tell(entry.symbolicName(), Problem.failed(entry.version() + " cannot be restored", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tell(entry.symbolicName(), Problem.failed("restoring was interrupted", e));
        }
        return false;
    }

    /** {@code wanted}: the versions of the bundle that are to be there. */
    private Return found(SetEntry entry, Set<Version> wanted) throws IOException, BundleException {
        List<Bundle> present = container.installed().named(entry.symbolicName()).stream()
                .map(InstalledPlugin::bundle).toList();
        if (entry.state() == SetEntry.State.REMOVED) {
            return new Return(entry, Optional.empty(), false, present);
        }
        if (entry.jar().isEmpty()) {
            return new Return(entry, present.stream().findFirst(), false, List.of());
        }
        List<Bundle> unwanted = present.stream().filter(bundle -> !wanted.contains(bundle.getVersion())).toList();
        Optional<Bundle> same = present.stream()
                .filter(bundle -> bundle.getVersion().equals(entry.version())).findFirst();
        if (same.isPresent()) {
            // The distribution has caught up, or the framework kept its bundles.
            return new Return(entry, same, false, unwanted);
        }
        SetEntry.Jar jar = entry.jar().get();
        byte[] content = container.store().read(jar.sha256()).orElseThrow(() -> new ProblemException(
                Problem.of(Kind.IO, "the kept jar of version " + entry.version() + " is missing or damaged",
                        container.store().folder().toString(), "use plugin:install or plugin:upgrade with "
                                + jar.source())));
        if (!jar.ofDistribution()) {
            container.policy().permit(content, jar.sha256(), jar.source()).unwrap();
        }
        return new Return(entry, Optional.of(bundles.install(jar.sha256(), content)), true, unwanted);
    }

    private void bringToState(Return each) throws BundleException {
        if (each.bundle().isPresent() && each.entry().state() == SetEntry.State.STOPPED) {
            each.bundle().get().stop();
        } else if (each.entry().jar().isPresent() && each.entry().state() == SetEntry.State.ACTIVE) {
            bundles.start(each.bundle().orElseThrow());
        }
    }

    private void finish(Return each, Set<Bundle> going) throws BundleException, InterruptedException {
        for (Bundle bundle : each.replaced()) {
            bundles.uninstall(bundle, going);
        }
        SetEntry entry = each.entry();
        if (each.changes()) {
            ledger.append("restored", Map.of("bundle", entry.symbolicName(), "version",
                    entry.version().toString(), "state", entry.state().name().toLowerCase(Locale.ROOT),
                    "sha256", entry.jar().map(SetEntry.Jar::sha256).orElse("")))
                    .ifErr(problem -> tell(entry.symbolicName(), problem));
        }
    }

    private void tell(String symbolicName, Problem problem) {
        LOG.warn("Plugin set: {} {}", symbolicName, problem.message());
        ledger.append("restore_failed", Map.of("bundle", symbolicName, "reason", problem.message()))
                .ifErr(unwritten -> LOG.warn("{}", unwritten.message()));
    }
}
