package org.athanor.plugins;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.apply.Engine;
import org.athanor.plugins.apply.Restore;
import org.athanor.plugins.bundle.LoaderWatch;
import org.athanor.plugins.bundle.PluginDetails;
import org.athanor.plugins.container.Absences;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.InstalledPlugins;
import org.athanor.plugins.container.Leftovers;
import org.athanor.plugins.leak.Leaks;
import org.athanor.plugins.plan.Blueprint;
import org.athanor.plugins.plan.Planner;
import org.athanor.plugins.plan.Request;
import org.athanor.plugins.policy.InstallPolicy;
import org.athanor.plugins.source.Sources;
import org.athanor.plugins.store.JarStore;
import org.athanor.plugins.store.PluginSet;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Ties planning, applying and the ledger together. It restores the plugin set before it is registered, so whoever
 * finds it finds exactly the plugins of that set.
 */
@Component(service = Plugins.class, immediate = true)
public final class PluginManager implements Plugins {

    private final Home home;
    private final Ledgers ledgers;
    private final RunningSessions running;
    private final Container container;
    private final Planner planner;
    private final Ledger ledger;
    private final Refusals refusals;
    private final Leaks leaks;
    private final Engine engine;
    private final PluginDetails details;
    private final ReentrantLock inOrderOfArrival = new ReentrantLock(true);
    private final RecentPlans recent = new RecentPlans();

    /** Opens the ledger and restores the plugin set. */
    @Activate
    public PluginManager(BundleContext context, @Reference Ledgers ledgers,
            @Reference ServiceComponentRuntime components) {
        home = Home.of(context::getProperty);
        this.ledgers = ledgers;
        ledger = ledgers.open(home.ledger()).unwrap();
        running = new RunningSessions(context);
        container = new Container(context, Sources.of(System.getProperties()), new JarStore(home.plugins()),
                new PluginSet(home.plugins().resolve("set.json")), InstallPolicy.of(home, context::getProperty),
                running, new Absences(), new Leftovers(), ledgers);
        planner = new Planner(container);
        refusals = new Refusals(planner, ledger);
        details = new PluginDetails(context, components);
        LoaderWatch loaders = new LoaderWatch();
        leaks = new Leaks(loaders, ledger, home.temporary());
        engine = new Engine(container, components, loaders, ledger);
        new Restore(container, components, loaders, ledger).run(ledgers.lines(home.ledger()).unwrap());
    }

    @Deactivate
    void close() {
        running.close();
        ledger.close();
    }

    @Override
    public Result<Plan> plan(PlanRequest asked) {
        return planner.request(asked).flatMap(this::blueprint).map(recent::remember);
    }

    private Result<Blueprint> blueprint(Request request) {
        return planner.plan(request).flatMap(leaks::admit);
    }

    @Override
    public Result<Applied> apply(Plan plan, ApplyOptions options) {
        return inTurn(plan.request(), Map.of("who", options.who(), "plan", plan.hash()), request ->
                blueprint(request).flatMap(now -> now.plan().hash().equals(plan.hash()) ? Result.ok(now)
                        : Result.err(recent.stale(plan, now))), blueprint -> applied(blueprint, options));
    }

    @Override
    public Result<Applied> change(PlanRequest asked, ApplyOptions options, Consumer<Plan> planned) {
        return inTurn(asked, Map.of("who", options.who()), this::blueprint, blueprint -> {
            planned.accept(blueprint.plan());
            return applied(blueprint, options);
        });
    }

    private Result<Applied> inTurn(PlanRequest asked, Map<String, String> facts,
            Function<Request, Result<Blueprint>> planning, Function<Blueprint, Applied> work) {
        Result<Request> request = planner.request(asked);
        try {
            inOrderOfArrival.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.err(Problem.of(Kind.FAILED, "interrupted while other changes were made; the change was not "
                    + "started", asked.subjects().stream().map(Subject::toString).collect(Collectors.joining(", ")),
                    ""));
        }
        try {
            Result<Blueprint> blueprint = request.flatMap(planning);
            blueprint.ifErr(problem -> refusals.record(request.orElse(unfetched ->
                    new Request(asked, List.of())), facts, problem));
            return blueprint.map(work);
        } finally {
            inOrderOfArrival.unlock();
        }
    }

    private Applied applied(Blueprint blueprint, ApplyOptions options) {
        SwapOutcome outcome = engine.run(blueprint, options);
        Plan plan = blueprint.plan();
        if (outcome instanceof SwapOutcome.NotStarted) {
            refusals.record(blueprint.sessions(), outcome.reason());
        }
        return new Applied(plan, outcome, message(plan, outcome));
    }

    private static String message(Plan plan, SwapOutcome outcome) {
        boolean slots = plan.request().subjects().stream().allMatch(subject -> subject.slot().isPresent());
        String what = slots ? plan.request().subjects().stream().map(Subject::toString)
                .collect(Collectors.joining(", ")) : plan.parts().stream().map(part -> part.plugin() + " " + part.from()
                .map(from -> part.to().map(to -> from + " -> " + to).orElse(from))
                .orElseGet(() -> part.to().orElse(""))).collect(Collectors.joining(", "));
        String where = plan.sessions().isEmpty() || outcome instanceof SwapOutcome.NotStarted ? ""
                : " in " + String.join(", ", plan.sessions());
        String step = !where.isEmpty() && outcome instanceof SwapOutcome.Committed committed
                ? " at step " + committed.step() : "";
        return plan.operation().name().toLowerCase(Locale.ROOT) + " " + what + ": "
                + outcome.word().replace('_', ' ') + step + where
                + (outcome.reason().isEmpty() ? "" : ": " + outcome.reason());
    }

    @Override
    public List<PluginInfo> list() {
        Map<String, SetEntry> entries = container.set().read().orElse(problem -> Map.of());
        List<PluginInfo> infos = new ArrayList<>();
        // Leftovers, too: whoever looks must see what is there.
        for (InstalledPlugin plugin : new InstalledPlugins(container.context(), Set.of()).all()) {
            plugin.plugins().forEach(descriptor -> infos.add(info(plugin, descriptor, entries)));
        }
        infos.sort(Comparator.comparing((PluginInfo info) -> info.descriptor().kind().word())
                .thenComparing(info -> info.descriptor().name()).thenComparing(info -> info.descriptor().version()));
        return List.copyOf(infos);
    }

    private PluginInfo info(InstalledPlugin plugin, PluginDescriptor descriptor, Map<String, SetEntry> entries) {
        Optional<SetEntry.Jar> jar = container.storedJar(plugin, entries);
        String state = engine.onProbation().contains(plugin.bundle().getBundleId()) ? "probation" : plugin.state();
        return new PluginInfo(descriptor, plugin.bundle().getBundleId(), state,
                jar.map(SetEntry.Jar::sha256).orElse(""),
                jar.map(SetEntry.Jar::source).orElse(plugin.bundle().getLocation()),
                running.get().stream().filter(session -> plugin.bindings(session).stream()
                        .anyMatch(binding -> binding.id().equals(descriptor.id()))).map(Session::id).toList());
    }

    @Override
    public Result<PluginInfo> info(String subject) {
        return container.installed().find(subject).flatMap(found -> list().stream()
                .filter(info -> info.bundleId() == found.bundle().getBundleId())
                .min(Comparator.comparing((PluginInfo info) -> !info.descriptor().id().equals(subject)
                        && !info.descriptor().name().equals(subject)))
                .map(info -> Result.ok(details.of(found.bundle(), info)))
                .orElseGet(() -> Result.err(Problem.of(Kind.NOT_FOUND, found + " is installed and " + found.state()
                        + ", but holds no plugin: it brings kinds of plugin or of work", "", ""))));
    }

    @Override
    public Result<Result.Done> permit(byte[] jar, String source) {
        return container.policy().permit(jar, ContentHash.of(jar), source);
    }

    @Override
    public List<Map<String, Object>> history(int limit) {
        List<LedgerLine> lines = ledgers.lines(home.ledger()).unwrap();
        return lines.stream().skip(Math.max(0, lines.size() - limit)).map(line -> line.fields().values()).toList();
    }

    @Override
    public Result<Long> verifyHistory() {
        return ledgers.verify(home.ledger());
    }

    @Override
    public Result<byte[]> content(long bundleId) {
        Bundle bundle = container.context().getBundle(bundleId);
        if (bundle == null) {
            return Result.err(Problem.of(Kind.NOT_FOUND, "there is no bundle " + bundleId));
        }
        return container.jar(bundle);
    }

    @Override
    public int loadersAlive() {
        return leaks.alive(() -> true);
    }

    @Override
    public int loadersAlive(String session) {
        return leaks.alive(() -> running.get().stream().filter(each -> !each.id().equals(session))
                .noneMatch(each -> each.status().state() == State.RUNNING));
    }

    @Override
    public List<Leak> leaks() {
        return leaks.find();
    }

    @Override
    public List<PluginInfo> quarantined() {
        return leaks.quarantined();
    }
}
