package org.athanor.conformance.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.session.SwapRecord;
import org.athanor.conformance.PluginJar;
import org.athanor.conformance.trial.Candidate;
import org.athanor.conformance.trial.Container;
import org.athanor.conformance.trial.RecordingConsole;
import org.athanor.conformance.trial.RunFiles;
import org.athanor.conformance.trial.Runs;
import org.athanor.conformance.trial.Trial;
import org.osgi.framework.Version;

/**
 * Whether the plugin can be exchanged as often as one likes while it is used: back and forth between the jar and a copy
 * with a higher version, in a run that goes on training and, for a plugin that serves calls, answering some. Afterwards
 * the same run is made untouched, and must have come to the same.
 *
 * @param container where the runs are
 * @param candidate the jar
 * @param files the run files
 * @param runs starts the runs
 * @param console what was printed for a person
 * @param folder for the copy
 */
record Swaps(Container container, Candidate candidate, RunFiles files, Runs runs, RecordingConsole console,
        Path folder) {

    private static final long ENDLESS = 1_000_000_000;
    private static final int SHADOW = 5;
    private static final String PARAMETERS = "parameters_sha256";
    private static final Map<String, String> CALL = Map.of("prompt", "line", "tokens", "1", "seed", "1");

    /** Exchanges it so often, then compares. */
    String check(int swaps) throws InterruptedException {
        console.takeAll();
        Session session = runs.start(files.write("swapped", ENDLESS)).unwrap();
        CompletableFuture<Long> calls = candidate.plugins().stream().anyMatch(files.trial()::servesCalls)
                ? CompletableFuture.supplyAsync(() -> call(session)) : CompletableFuture.completedFuture(0L);
        try {
            exchange(session, List.of(copy(), candidate.jar()), swaps);
        } catch (ProblemException e) {
            session.stop();
            throw e;
        }
        session.pause().unwrap();
        // One step more: the last one knows that it is the last.
        session.set("trainer.max_steps", Long.toString(session.status().step() + 1)).unwrap();
        session.proceed().unwrap();
        RunReport swapped = runs.completed(session);
        long answered = joined(calls);
        List<String> printed = console.takeAll();
        Session again = runs.start(files.write("untouched", swapped.steps())).unwrap();
        RunReport untouched = runs.completed(again);
        compare(swapped, untouched);
        Traces.compare(session.directory(), again.directory(), printed, console.takeAll());
        double longest = session.swaps().stream().mapToDouble(SwapRecord::stallMillis).max().orElse(0);
        return String.format(Locale.ROOT, "%d times in %,d steps%s, at most %.1f ms of standing still, the same as "
                + "untouched", swaps, swapped.steps(), answered == 0 ? "" : " and " + answered + " calls", longest);
    }

    private Path copy() {
        Version version = candidate.version();
        try {
            return PluginJar.of(candidate.jar()).version(new Version(version.getMajor(), version.getMinor(),
                    version.getMicro() + 1).toString()).in(folder);
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("no copy of the jar can be made", e)
                    .at(candidate.jar().toString()));
        }
    }

    /** The first exchange is tried out in the shadow; the others would only repeat that. */
    private void exchange(Session session, List<Path> jars, int swaps) {
        SwapPolicy policy = SwapPolicy.standard().withShadow(SHADOW);
        for (int swap = 0; swap < swaps; swap++) {
            runs.watch().progress();
            Plan plan = container.plugins().plan(Operation.UPGRADE, jars.get(swap % 2).toString()).unwrap();
            SwapOutcome outcome = container.plugins().apply(plan, new ApplyOptions(policy, Description.WHO)).unwrap()
                    .outcome();
            if (!(outcome instanceof SwapOutcome.Committed)) {
                throw Trial.failed("exchange " + (swap + 1) + " was " + outcome.word().replace('_', ' ') + ": "
                        + outcome.reason());
            }
            if (session.status().state().ended()) {
                throw Trial.failed("the run ended at exchange " + (swap + 1) + ": " + session.status().detail());
            }
            policy = SwapPolicy.standard().withShadow(0).withProbation(1);
        }
    }

    /** Calls until the run ends, one call after the other; answers how often. */
    private static long call(Session session) {
        long calls = 0;
        while (!session.status().state().ended()) {
            Optional<Problem> failure = session.call("generate", CALL).failure();
            if (failure.isPresent() && !session.status().state().ended()) {
                throw new ProblemException(failure.get());
            }
            calls++;
        }
        return calls;
    }

    private static long joined(CompletableFuture<Long> calls) {
        try {
            return calls.join();
        } catch (CompletionException e) {
            throw Trial.failed("a call failed: " + Objects.requireNonNullElse(e.getCause(), e).getMessage());
        }
    }

    private static void compare(RunReport swapped, RunReport untouched) {
        if (swapped.steps() != untouched.steps()) {
            throw Trial.failed((untouched.steps() - swapped.steps()) + " steps were lost");
        }
        if (!swapped.text(PARAMETERS).equals(untouched.text(PARAMETERS))) {
            throw Trial.failed("after " + swapped.steps() + " steps the parameters differ from those of an untouched "
                    + "run; the plugin's result must follow from its configuration and its arguments alone");
        }
    }
}
