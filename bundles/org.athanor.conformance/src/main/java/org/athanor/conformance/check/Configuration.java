package org.athanor.conformance.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.conformance.trial.Candidate;
import org.athanor.conformance.trial.Container;
import org.athanor.conformance.trial.RunFiles;
import org.athanor.conformance.trial.RunFiles.Written;
import org.athanor.conformance.trial.Runs;
import org.athanor.conformance.trial.Settings;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * Whether a run with the plugin works, and whether every value that its description rules out is refused before
 * training, with the place.
 *
 * @param container where the runs are
 * @param candidate the jar
 * @param files the run files
 * @param runs starts the runs
 */
record Configuration(Container container, Candidate candidate, RunFiles files, Runs runs) {

    private static final int STEPS = 10;
    private static final String UNKNOWN = "no_such_key";
    /** Beyond what any plugin can declare as its range. */
    private static final Map<Integer, List<Object>> EXTREMES = Map.of(
            AttributeDefinition.INTEGER, List.of(Integer.MIN_VALUE, Integer.MAX_VALUE),
            AttributeDefinition.LONG, List.of(Long.MIN_VALUE, Long.MAX_VALUE),
            AttributeDefinition.DOUBLE, List.of(-1e300, 1e300),
            AttributeDefinition.FLOAT, List.of(-1e30, 1e30),
            AttributeDefinition.STRING, List.of("no such value"));

    /** Makes a run, and tries all that must be refused. */
    String check(Bundle bundle) throws InterruptedException {
        RunReport report = runs.complete(files.write("good", STEPS));
        int refused = 0;
        for (PluginDescriptor plugin : candidate.plugins()) {
            String pid = Settings.component(container, bundle, plugin).orElseThrow().configurationPid[0];
            String section = files.trial().section(plugin);
            for (Bad bad : bad(files.selecting(plugin), section,
                    Settings.of(container, bundle, pid).orElseThrow())) {
                Result<Session> started = runs.start(bad.file());
                fault(section, bad, started).ifPresent(fault -> {
                    throw new ProblemException(Problem.of(Kind.FAILED, fault));
                });
                refused++;
            }
        }
        return "a run of " + report.steps() + " steps works, " + refused + " wrong run files are refused";
    }

    /**
     * A run file that must be refused.
     *
     * @param what what is wrong with it
     * @param key the key
     * @param file the file
     */
    private record Bad(String what, String key, Written file) {
    }

    private static List<Bad> bad(RunFiles files, String section, Settings settings) {
        List<Bad> all = new ArrayList<>();
        all.add(new Bad("an unknown key", UNKNOWN, files.with("unknown", section, UNKNOWN, 1)));
        for (AttributeDefinition key : settings.keys()) {
            String id = key.getID();
            all.add(new Bad("a section in place of its value", id,
                    files.with("type-" + id, section, id, Map.of("wrong", "type"))));
            if (key.getType() != AttributeDefinition.STRING && key.getCardinality() == 0) {
                all.add(new Bad("a word in place of its value", id,
                        files.with("word-" + id, section, id, "wrong type")));
            }
            if (Settings.required(key)) {
                all.add(new Bad("no value, although it has no default", id,
                        files.without("missing-" + id, section, id)));
            }
            extremes(key).forEach(value -> all.add(new Bad("the value " + value + ", which its description rules out",
                    id, files.with("range-" + id, section, id, value))));
        }
        return all;
    }

    private static Stream<Object> extremes(AttributeDefinition key) {
        return key.getCardinality() != 0 ? Stream.of() : EXTREMES.getOrDefault(key.getType(), List.of()).stream()
                .filter(value -> Settings.rulesOut(key, String.valueOf(value)));
    }

    private static Optional<String> fault(String section, Bad bad, Result<Session> started) {
        String name = section + "." + bad.key();
        String place = bad.file().place(section, bad.key());
        if (started instanceof Result.Ok<Session> ok) {
            ok.value().stop();
            return Optional.of(name + " with " + bad.what() + " was not refused");
        }
        String message = started.failure().orElseThrow().message();
        return message.startsWith(place) && message.contains("'" + name + "'") ? Optional.empty()
                : Optional.of(name + " with " + bad.what() + " was refused without '" + place + "' and '" + name
                        + "': " + message);
    }
}
