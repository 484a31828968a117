package org.athanor.conformance.check;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.conformance.trial.Candidate;
import org.athanor.conformance.trial.Container;
import org.athanor.conformance.trial.RunFiles;
import org.athanor.conformance.trial.Runs;
import org.athanor.conformance.trial.Settings;
import org.athanor.conformance.trial.Trial;
import org.athanor.conformance.trial.UsedInRun;
import org.osgi.framework.Bundle;

/**
 * Whether a plugin that keeps state can hand it over: what it keeps after a few steps of a run, a second instance takes
 * and hands out again; also after a way down and up through the migrators that the jar brings.
 *
 * @param container where the instances are
 * @param candidate the jar
 * @param files the run files
 * @param runs starts a run, in which the plugin comes to a state
 */
record StateRoundTrip(Container container, Candidate candidate, RunFiles files, Runs runs) {

    private static final int NO_VERSION = 1_000_000;

    /** Hands the state of each plugin over. */
    String check(Bundle bundle) throws InterruptedException {
        StringBuilder done = new StringBuilder();
        for (PluginDescriptor plugin : candidate.plugins()) {
            String pid = Settings.component(container, bundle, plugin).orElseThrow().configurationPid[0];
            done.append(done.isEmpty() ? "" : ", ").append(check(plugin, pid,
                    UsedInRun.of(container, plugin, pid, files, runs)));
        }
        return done.toString();
    }

    private String check(PluginDescriptor plugin, String pid, UsedInRun used) throws InterruptedException {
        if (used.stateful() == plugin.stateSchema().isEmpty()) {
            throw Trial.failed(plugin.id() + (used.stateful() ? " is Stateful; declare stateSchema and stateVersion"
                    : " declares the state " + plugin.stateSchema() + "; implement Stateful"));
        }
        try (Instance successor = Instance.of(container, plugin, pid, used.settings(), "conformance-successor",
                used.directory())) {
            return used.state().isPresent() ? handedOver(plugin, used.state().get(), (Stateful) successor.service())
                    : plugin.id() + " keeps no state";
        }
    }

    private String handedOver(PluginDescriptor plugin, StateSnapshot first, Stateful successor) {
        if (!first.schema().equals(plugin.stateSchema()) || first.version() != plugin.stateVersion()) {
            throw Trial.failed("the state is " + first.schema() + " version " + first.version() + ", declared is "
                    + plugin.stateSchema() + " version " + plugin.stateVersion());
        }
        JsonObject state = json(first);
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

    private static void restored(Stateful successor, StateSnapshot state, JsonObject expected) {
        successor.restore(state).ifErr(problem -> {
            throw Trial.failed("its own state " + state.json() + " is not taken back: " + problem.message());
        });
        StateSnapshot again = successor.snapshot();
        if (!json(again).equals(expected) || again.version() != state.version()) {
            throw Trial.failed("the state " + state.json() + " was restored, and is " + again.json() + " now");
        }
    }

    private static void refuses(Stateful plugin, StateSnapshot unfit) {
        Result<Result.Done> answer;
        try {
            answer = plugin.restore(unfit);
        } catch (RuntimeException e) {
            throw Trial.failed("restore throws " + e + " for a state that it cannot read; answer Result.err");
        }
        if (answer.isOk()) {
            throw Trial.failed("restore takes version " + unfit.version() + " with '" + unfit.json()
                    + "', which it cannot read; answer Result.err");
        }
    }

    static JsonObject json(StateSnapshot state) {
        try (JsonReader reader = Json.createReader(new StringReader(state.json()))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw Trial.failed("the state is no JSON object: " + state.json());
        }
    }
}
