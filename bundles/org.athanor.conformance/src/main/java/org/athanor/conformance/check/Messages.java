package org.athanor.conformance.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
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
import org.athanor.conformance.trial.Runs;
import org.athanor.conformance.trial.Settings;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * Whether values that only the plugin can judge are either taken or refused in words: a sentence and what to do about
 * it, not the name of an exception.
 *
 * @param container where the runs are
 * @param candidate the jar
 * @param files the run files
 * @param runs starts the runs
 */
record Messages(Container container, Candidate candidate, RunFiles files, Runs runs) {

    private static final Pattern EXCEPTION = Pattern.compile("(^|[\\s:(])[\\w.$]*[a-z](Exception|Error)\\b");
    /** Values at the edge of what makes sense, small enough to be tried. */
    private static final Map<Integer, List<Object>> EDGES = Map.of(
            AttributeDefinition.INTEGER, List.of(-1, 0, 3), AttributeDefinition.LONG, List.of(-1L, 0L, 3L),
            AttributeDefinition.DOUBLE, List.of(-1.0, 0.0, 1.0, 2.0),
            AttributeDefinition.FLOAT, List.of(-1.0, 0.0, 1.0, 2.0),
            AttributeDefinition.STRING, List.of(""));

    /** Tries the values. */
    String check(Bundle bundle) throws InterruptedException {
        int taken = 0;
        int refused = 0;
        for (PluginDescriptor plugin : candidate.plugins()) {
            String pid = Settings.component(container, bundle, plugin).orElseThrow().configurationPid[0];
            String section = files.trial().section(plugin);
            for (AttributeDefinition key : Settings.of(container, bundle, pid).orElseThrow().keys()) {
                for (Object value : edges(key)) {
                    String name = section + "." + key.getID();
                    Optional<Problem> refusal = refusal(files.selecting(plugin).with("edge-" + key.getID(),
                            section, key.getID(), value));
                    refusal.flatMap(problem -> fault(key.getID(), problem)).ifPresent(fault -> {
                        throw new ProblemException(Problem.of(Kind.FAILED, name + " with '" + value + "' was refused "
                                + fault + ": " + refusal.orElseThrow().message()));
                    });
                    refused += refusal.isPresent() ? 1 : 0;
                    taken += refusal.isPresent() ? 0 : 1;
                }
            }
        }
        return refused + " values that only the plugin can judge were refused in words, " + taken + " taken";
    }

    private List<Object> edges(AttributeDefinition key) {
        List<Object> values = new ArrayList<>(EDGES.getOrDefault(key.getType(), List.of()));
        if (key.getType() == AttributeDefinition.STRING) {
            // Where it is taken for a path, what is written there must not land in the user's folder.
            values.add(files.folder().resolve("no such value").toString());
        }
        values.removeIf(value -> Settings.rulesOut(key, String.valueOf(value)));
        if (key.getCardinality() == 0) {
            return values;
        }
        List<Object> lists = new ArrayList<>(List.of(List.of()));
        values.forEach(value -> lists.add(List.of(value)));
        return lists;
    }

    /** Returns why a run with the value did not begin, or did not come to its end; empty when it did. */
    private Optional<Problem> refusal(RunFiles.Written file) throws InterruptedException {
        Result<Session> started = runs.start(file);
        if (!(started instanceof Result.Ok<Session> ok)) {
            return started.failure();
        }
        RunReport report = runs.await(ok.value());
        return report.status().equals("completed") ? Optional.empty()
                : Optional.of(Problem.of(Kind.FAILED, report.reason()));
    }

    private static Optional<String> fault(String key, Problem problem) {
        String message = problem.message();
        if (EXCEPTION.matcher(message).find()) {
            return Optional.of("with the name of an exception; throw a ProblemException that says what is wrong, where "
                    + "and what to do");
        }
        if (!message.contains(key)) {
            return Optional.of("without the key '" + key + "'");
        }
        return message.contains(";") ? Optional.empty() : Optional.of("without what to do about it");
    }
}
