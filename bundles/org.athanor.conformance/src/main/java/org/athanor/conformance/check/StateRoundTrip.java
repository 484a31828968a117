package org.athanor.conformance.check;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Optional;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Split;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.plugin.Stateful;
import org.athanor.api.session.Session;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.athanor.api.tokenizer.Tokenizer;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;

/**
 * Whether a plugin that keeps state can hand it over: what one instance hands out another one takes, and hands out
 * again; also after a way down and up through the migrators that the jar brings.
 *
 * @param container where the instances are
 * @param candidate the jar
 * @param files the run files
 * @param runs starts a run, which tells the settings
 * @param folder for what the instances write
 */
record StateRoundTrip(Container container, Candidate candidate, RunFiles files, Runs runs, Path folder) {

    private static final long ENDLESS = 1_000_000_000;
    private static final int NO_VERSION = 1_000_000;

    /** Hands the state of each plugin over. */
    String check(Bundle bundle) throws InterruptedException {
        StringBuilder done = new StringBuilder();
        for (PluginDescriptor plugin : candidate.plugins()) {
            String pid = Settings.component(container, bundle, plugin).orElseThrow().configurationPid[0];
            done.append(done.isEmpty() ? "" : ", ").append(check(plugin, pid, settings(plugin, pid)));
        }
        return done.toString();
    }

    /** Reads from a run how it configures the plugin. */
    private Dictionary<String, Object> settings(PluginDescriptor plugin, String pid) {
        Session session = runs.start(files.selecting(plugin).write("state", ENDLESS)).unwrap();
        try {
            Configuration[] found = container.configurations().listConfigurations("(&(" + SessionScope.PREFIX_ + "id="
                    + session.id() + ")(service.factoryPid=" + pid + "))");
            return found[0].getProperties();
        } catch (IOException | InvalidSyntaxException e) {
            throw new ProblemException(Problem.failed("the settings of the plugin cannot be read", e));
        } finally {
            session.stop();
        }
    }

    private String check(PluginDescriptor plugin, String pid, Dictionary<String, Object> settings)
            throws InterruptedException {
        StateSnapshot first;
        try (Instance instance = Instance.of(container, plugin, pid, settings, "conformance-first", fresh())) {
            boolean stateful = instance.service() instanceof Stateful;
            if (stateful == plugin.stateSchema().isEmpty()) {
                throw Swaps.failed(plugin.id() + (stateful ? " is Stateful; declare stateSchema and stateVersion"
                        : " declares the state " + plugin.stateSchema() + "; implement Stateful"));
            }
            if (!stateful) {
                return plugin.id() + " keeps no state";
            }
            use(instance.service());
            first = ((Stateful) instance.service()).snapshot();
        }
        if (!first.schema().equals(plugin.stateSchema()) || first.version() != plugin.stateVersion()) {
            throw Swaps.failed("the state is " + first.schema() + " version " + first.version() + ", declared is "
                    + plugin.stateSchema() + " version " + plugin.stateVersion());
        }
        JsonObject state = json(first);
        try (Instance instance = Instance.of(container, plugin, pid, settings, "conformance-second", folder)) {
            Stateful successor = (Stateful) instance.service();
            refuses(successor, new StateSnapshot(first.schema(), first.version(), "no JSON"));
            refuses(successor, new StateSnapshot(first.schema(), NO_VERSION, first.json()));
            restored(successor, first, state);
            List<StateSnapshot> returned = new Migrators(container, candidate).roundTrips(first);
            for (StateSnapshot each : returned) {
                restored(successor, each, json(each));
            }
            return plugin.id() + " hands " + first.schema() + " version " + first.version() + " over"
                    + (returned.isEmpty() ? "" : ", also by way of " + returned.size() + " other versions");
        }
    }

    private static void restored(Stateful successor, StateSnapshot state, JsonObject expected) {
        successor.restore(state).ifErr(problem -> {
            throw Swaps.failed("its own state " + state.json() + " is not taken back: " + problem.message());
        });
        StateSnapshot again = successor.snapshot();
        if (!json(again).equals(expected) || again.version() != state.version()) {
            throw Swaps.failed("the state " + state.json() + " was restored, and is " + again.json() + " now");
        }
    }

    private static void refuses(Stateful plugin, StateSnapshot unfit) {
        Result<Result.Done> answer;
        try {
            answer = plugin.restore(unfit);
        } catch (RuntimeException e) {
            throw Swaps.failed("restore throws " + e + " for a state that it cannot read; answer Result.err");
        }
        if (answer.isOk()) {
            throw Swaps.failed("restore takes version " + unfit.version() + " with '" + unfit.json()
                    + "', which it cannot read; answer Result.err");
        }
    }

    private Path fresh() {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("no folder for a state", e).at(folder.toString()));
        }
    }

    static JsonObject json(StateSnapshot state) {
        try (JsonReader reader = Json.createReader(new StringReader(state.json()))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw Swaps.failed("the state is no JSON object: " + state.json());
        }
    }

    /** Does something that leaves a state behind. */
    private static void use(Object service) {
        Optional<Problem> failure = Optional.empty();
        if (service instanceof MetricsLogger logger) {
            for (int step = 1; step <= 3; step++) {
                logger.metrics(step, 3, List.of(Metric.of(step, "train/loss", 1.0 / step)));
            }
            logger.flush();
        } else if (service instanceof Storage storage) {
            byte[] content = {1, 2, 3};
            failure = storage.write("conformance/entry", List.of(new Part("part", content.length,
                    channel -> channel.write(ByteBuffer.wrap(content))))).failure();
        } else if (service instanceof Tokenizer tokenizer) {
            tokenizer.encode("some text");
        } else if (service instanceof DataSource data) {
            failure = data.open(Split.TRAINING).flatMap(dataset -> dataset.read(0)).failure();
        }
        failure.ifPresent(problem -> {
            throw new ProblemException(problem);
        });
    }
}
