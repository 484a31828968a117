package org.athanor.conformance.trial;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Optional;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Storage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;

/**
 * What a run that has ended made of a plugin.
 *
 * @param settings how the run configured it
 * @param directory the run folder
 * @param stateful whether its service keeps a state
 * @param state the state after a few steps; empty when it keeps none
 */
public record UsedInRun(Dictionary<String, Object> settings, Path directory, boolean stateful,
        Optional<StateSnapshot> state) {

    private static final long ENDLESS = 1_000_000_000;
    private static final long STEPS = 3;
    private static final String STATE = "state.json";

    /** Lets a run use a plugin for a few steps, and a checkpoint. */
    public static UsedInRun of(Container container, PluginDescriptor plugin, String pid, RunFiles files, Runs runs)
            throws InterruptedException {
        Session session = runs.start(files.selecting(plugin).write("state", ENDLESS)).unwrap();
        try {
            session.advance(STEPS).unwrap();
            String checkpoint = session.checkpoint().unwrap();
            Binding binding = session.bindings().stream()
                    .filter(each -> plugin.is(each.kind(), each.name())).findFirst()
                    .orElseThrow(() -> Trial.failed("a run that names " + plugin.id() + " does not use it"));
            Object service = service(container.context(), plugin.kind().service(), session, binding.slot());
            boolean stateful = service instanceof Stateful;
            Optional<StateSnapshot> state = !stateful ? Optional.empty()
                    : Optional.of(plugin.kind().crossing() == Crossing.REOPENED ? ((Stateful) service).snapshot()
                            : saved(container.context(), session, checkpoint, binding.slot()));
            return new UsedInRun(settings(container, session, binding.slot(), pid), session.directory(), stateful,
                    state);
        } finally {
            session.stop();
            runs.await(session);
        }
    }

    /** Returns what fills a slot of a session. */
    private static Object service(BundleContext context, String type, Session session, String slot) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, scope(session, slot));
            if (found == null) {
                throw Trial.failed("the service in the slot " + slot + " does not carry the properties of its "
                        + "configuration");
            }
            return context.getService(found[0]);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String scope(Session session, String slot) {
        return "(&(" + SessionScope.PREFIX_ + "id=" + session.id() + ")(" + SessionScope.PREFIX_ + "slot=" + slot
                + "))";
    }

    private static Dictionary<String, Object> settings(Container container, Session session, String slot, String pid) {
        try {
            Configuration[] found = container.configurations().listConfigurations("(&(service.factoryPid=" + pid + ")"
                    + scope(session, slot) + ")");
            return found[0].getProperties();
        } catch (IOException | InvalidSyntaxException e) {
            throw new ProblemException(Problem.failed("the settings of the plugin cannot be read", e));
        }
    }

    /**
     * Reads a state from a checkpoint: there it was asked for at a barrier, and after all that a plugin which works on
     * a thread of its own had been told.
     */
    private static StateSnapshot saved(BundleContext context, Session session, String checkpoint, String slot) {
        Storage storage = storage(context, session);
        try (Entry entry = storage.open(checkpoint).unwrap();
                JsonReader in = Json.createReader(Channels.newInputStream(entry.read(STATE)))) {
            JsonObject state = in.readObject().getJsonObject("plugin_states").getJsonObject(slot);
            if (state == null) {
                throw Trial.failed("the checkpoint holds no state for the slot " + slot);
            }
            return new StateSnapshot(state.getString("schema"), state.getInt("version"), state.getString("json"));
        } catch (IOException | JsonException e) {
            throw new ProblemException(Problem.failed("the checkpoint cannot be read", e).at(checkpoint));
        }
    }

    private static Storage storage(BundleContext context, Session session) {
        try {
            Collection<ServiceReference<Storage>> found = context.getServiceReferences(Storage.class,
                    "(" + SessionScope.PREFIX_ + "id=" + session.id() + ")");
            return context.getService(found.iterator().next());
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
