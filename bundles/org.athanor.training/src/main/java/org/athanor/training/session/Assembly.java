package org.athanor.training.session;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.plugin.Stateful;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SwapRecord;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.training.catalog.PluginCatalog;
import org.athanor.training.config.SessionConfig;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.SessionServices;
import org.athanor.training.logging.LoggerFeeds;
import org.athanor.training.migration.Migrators;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.bytedeco.pytorch.Device;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Puts a session together from its first generation and lets it run. */
final class Assembly {

    private Assembly() {
    }

    /**
     * Where a session begins.
     *
     * @param progress the numbers
     * @param model the tensors; empty for a new run
     * @param updates how often each parameter has been updated
     * @param vocabulary the vocabulary of the run
     * @param states the state of plugins that keep some, by slot id
     * @param swaps the exchanges so far
     * @param overridden live settings that the resumption overrides, with their values before
     * @param again live settings that are to be made again
     * @param paused whether it begins with a pause
     */
    record Beginning(Progress progress, ModelState model, Map<String, Long> updates, Vocabulary vocabulary,
            Map<String, StateSnapshot> states, List<SwapRecord> swaps, Map<String, String> overridden,
            List<RecordedSetting> again, boolean paused) {
    }

    /** Forwards to the watch once it exists; until then services come and go as the first generation is built. */
    static final class LateListener implements SessionServices.Listener {

        private volatile SessionServices.Listener target;

        @Override
        public void appeared() {
            if (target != null) {
                target.appeared();
            }
        }

        @Override
        public void vanishing(ServiceReference<?> reference) {
            if (target != null) {
                target.vanishing(reference);
            }
        }
    }

    static TrainingSession start(String id, RunLife life, SessionConfig config, PluginCatalog catalog, Device device,
            Generation first, Beginning beginning, LateListener services) {
        Barrier barrier = new Barrier();
        SessionState state = new SessionState(config.trainer(), device, beginning.progress());
        SwapTable swaps = new SwapTable(life.ledger(), life.jars(), beginning.swaps());
        Speed speed = new Speed();
        CompletableFuture<RunReport> report = new CompletableFuture<>();
        LoggerFeeds feeds = new LoggerFeeds(id, life.migrators()::migrate);
        Announcer announcer = new Announcer(id, feeds, swaps);
        SlotTable slots = new SlotTable(state);
        Switching switching = new Switching(state, barrier, feeds, new SwapReporter(state, swaps, announcer::announce),
                slots, life.migrators()::migrate);
        feeds.listen((binding, problem) -> barrier.submit(() -> {
            if (!switching.newcomer(binding) || !switching.rollBack(problem)) {
                announcer.callFailed();
                announcer.announce(state.progress().step(), Level.WARNING, "warning", problem.message());
            }
            return true;
        }));
        CheckpointWriter checkpoints = new CheckpointWriter(state, feeds, switching, beginning.vocabulary(), announcer);
        SettingChanges settings = new SettingChanges(state, announcer, beginning.again());
        Ending ending = new Ending(id, life, state, barrier, feeds, swaps, announcer, checkpoints, settings, speed,
                report);
        StepLoop loop = new StepLoop(state, barrier, switching, feeds, speed, ending);
        SessionCalls calls = new SessionCalls(id, state, barrier, switching, life.routes(), announcer);
        SessionPlugins plugins = new SessionPlugins(state, life, beginning.vocabulary(), announcer);
        Preparation preparation = new Preparation(state, slots, plugins::build, catalog, config.root());

        state.begin(first, beginning.model(), beginning.updates());
        slots.know(first);
        restore(first, beginning.states(), life.migrators());
        feeds.switchTo(first.bindings(PluginKind.LOGGER));
        feeds.restore(beginning.states());
        services.target = new ServiceWatch(state, barrier, switching, slots, loop, plugins, announcer);
        ServiceRegistration<RouteHandler> route = life.context().registerService(RouteHandler.class, calls,
                properties(id));
        TrainingSession session = new TrainingSession(id, life, state, barrier, new TrainingSession.Controls(loop,
                switching, slots, preparation, checkpoints, calls, route, settings, swaps, announcer, speed), report);
        Thread thread = new Thread(loop, id + "-steps");
        thread.setDaemon(true);
        String verb = life.resumes() > 0 ? "resumed" : "started";
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", beginning.progress().step());
        line.put("max_steps", beginning.progress().settings().maxSteps());
        line.put("plugins", life.jars().describe(first));
        if (life.resumes() == 0) {
            // Whoever begins again without a checkpoint takes back what loggers wrote since.
            line.put("states", StateLine.of(feeds.snapshots()));
            line.put("data", first.marks(beginning.progress().cursor()).fields());
        }
        announcer.record(verb, line);
        announcer.announce(beginning.progress().step(), Level.INFO, verb, verb + " at step "
                + beginning.progress().step() + " of " + beginning.progress().settings().maxSteps());
        beginning.overridden().forEach(settings::overridden);
        settings.stepCompleted();
        if (beginning.paused()) {
            loop.pause(true);
        }
        thread.start();
        return session;
    }

    private static Dictionary<String, Object> properties(String id) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(RouteHandler.ROUTE, "generate");
        properties.put(SessionScope.PREFIX_ + "id", id);
        return properties;
    }

    private static void restore(Generation first, Map<String, StateSnapshot> states, Migrators migrators) {
        first.bindings().stream().filter(binding -> binding.slot().kind() != PluginKind.LOGGER)
                .filter(binding -> binding.service() instanceof Stateful && states.containsKey(binding.slot().id()))
                .forEach(binding -> first.threads().call(() -> ((Stateful) binding.service())
                        .restore(migrators.migrate(states.get(binding.slot().id()), binding.descriptor()).unwrap())
                        .unwrap()));
    }
}
