package org.athanor.exchange.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.lifecycle.Recorded;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.session.RunReport;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.exchange.catalog.PluginCatalog;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.migration.Migrators;
import org.athanor.exchange.run.RecordedSetting;
import org.athanor.exchange.run.RunFolder;
import org.athanor.exchange.run.StateLine;
import org.athanor.exchange.swap.Preparation;
import org.athanor.exchange.swap.ServiceWatch;
import org.athanor.exchange.swap.SlotTable;
import org.athanor.exchange.swap.SwapReporter;
import org.athanor.exchange.swap.Switching;
import org.athanor.exchange.work.RunningWork;
import org.athanor.exchange.work.SlotDeclaration;

/** Puts a session together from its work and its first generation, and lets it run. */
public final class Assembly {

    private final Machinery machinery;
    private final RunningWork work;
    private final Generation first;
    private final Section root;
    private final PluginCatalog catalog;

    public Assembly(Machinery machinery, RunningWork work, Generation first, Section root, PluginCatalog catalog) {
        this.machinery = machinery;
        this.work = work;
        this.first = first;
        this.root = root;
        this.catalog = catalog;
    }

    /**
     * Where a session begins.
     *
     * @param states the state of plugins that keep some, by slot
     * @param overridden live settings that the resumption overrides, with their values before
     * @param again live settings that are to be made again
     * @param exchanges exchanges that are to be made again
     * @param paused whether it begins with a pause
     */
    public record Beginning(Map<String, StateSnapshot> states, Map<String, String> overridden,
            List<RecordedSetting> again, List<Recorded.Exchanged> exchanges, boolean paused) {
    }

    public WorkSession start(SessionHost host, Beginning beginning, LateListener services) {
        SessionLife life = machinery.life();
        SlotTable slots = new SlotTable(machinery.state(), life.peers());
        SwapReporter reporter = new SwapReporter(work, machinery.swaps(), machinery.announcer()::announce);
        Switching switching = new Switching(machinery.state(), work, machinery.barrier(), machinery.feeds(), reporter,
                slots, life.migrators()::migrate);
        host.attach(switching);
        machinery.barrier().onAsked(work::wake);
        machinery.feeds().listen((binding, problem) -> machinery.barrier().post(() -> {
            if (!host.takeBack(binding, problem)) {
                machinery.announcer().callFailed();
                machinery.announcer().announce(work.step(), Level.WARNING, "warning", problem.message());
            }
            return true;
        }));
        SettingChanges settings = new SettingChanges(work, machinery.announcer(), beginning.again());
        CompletableFuture<RunReport> report = new CompletableFuture<>();
        SessionPlugins plugins = new SessionPlugins(life, work, catalog, machinery.announcer());
        Preparation preparation = new Preparation(slots, work, plugins::build, catalog,
                (name, plugin) -> life.kind().slots().stream().filter(slot -> slot.name().equals(name)).findFirst()
                        .or(() -> SlotDeclaration.of(plugin, life.kind().slots())), root);
        RepeatedExchanges exchanges = new RepeatedExchanges(machinery, work, catalog,
                new RepeatedExchanges.Controls(slots, preparation, switching), beginning.exchanges());
        Runnable again = () -> {
            settings.stepCompleted();
            exchanges.stepCompleted();
        };
        WorkLoop loop = new WorkLoop(machinery.state(), machinery.barrier(), switching, work,
                new Ending(machinery, work, again, report));
        machinery.state().use(first);
        work.begin(first);
        slots.note(first);
        restore(beginning.states(), life.migrators());
        machinery.feeds().switchTo(first.bindings());
        machinery.feeds().restore(beginning.states());
        services.forwardTo(new ServiceWatch(machinery.state(), machinery.barrier(), switching, slots, loop::waitFor,
                plugins, reporter, task -> new Thread(task, life.id() + "-recover").start()));
        WorkSession session = new WorkSession(machinery, work, new WorkSession.Controls(loop, switching, slots,
                preparation, settings, exchanges), report);
        try {
            tell(beginning, settings);
        } catch (Throwable e) {
            machinery.feeds().end();
            throw e;
        }
        again.run();
        if (beginning.paused()) {
            loop.pause(true);
        }
        Thread thread = new Thread(loop, life.id() + "-steps");
        thread.setDaemon(true);
        // Whoever starts a session may ask it for something before its thread has begun.
        machinery.barrier().handTo(thread);
        thread.start();
        return session;
    }

    private void tell(Beginning beginning, SettingChanges settings) {
        SessionLife life = machinery.life();
        boolean again = life.resumes() > 0;
        String verb = again ? "resumed" : "started";
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("work", life.kind().name());
        line.put("step", work.step());
        line.put("max_steps", work.lastStep());
        line.put("plugins", life.jars().describe(first));
        if (!again) {
            // Whoever begins again without a place takes back what fed plugins did since.
            line.put(RunFolder.HASHES, hashes(life.folder()));
            line.put("states", StateLine.of(machinery.feeds().snapshots().states()));
            line.putAll(work.beginning());
        }
        // Without this line nobody could tell later that the run ever began.
        machinery.announcer().record(verb, line).unwrap();
        machinery.announcer().announce(work.step(), Level.INFO, verb, verb + " at step " + work.step()
                + (work.lastStep() > 0 ? " of " + work.lastStep() : ""));
        beginning.overridden().forEach(settings::overridden);
    }

    private static Map<String, String> hashes(RunFolder folder) {
        try {
            return folder.hashes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restore(Map<String, StateSnapshot> states, Migrators migrators) {
        for (PluginBinding binding : first.bindings()) {
            StateSnapshot state = states.get(binding.slot().name());
            if (state != null && binding.descriptor().kind().crossing() != Crossing.FED
                    && binding.service() instanceof Stateful own) {
                first.threads().within(() -> own.restore(migrators.migrate(state, binding.descriptor()).unwrap())
                        .unwrap());
            }
        }
    }
}
