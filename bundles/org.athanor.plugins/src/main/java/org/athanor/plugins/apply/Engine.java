package org.athanor.plugins.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.plan.Blueprint;
import org.athanor.plugins.plan.Container;
import org.athanor.plugins.plan.Step;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out blueprints. One at a time: the caller sees to that. */
public final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** What the calls need that go on inside a version which was taken back. */
    private static final Set<Step.Kind> KEPT_FOR_CALLS = EnumSet.of(Step.Kind.KEEP, Step.Kind.INSTALL, Step.Kind.START);

    private final Container container;
    private final BundleWork bundles;
    private final Ledger ledger;
    private final Set<Long> onProbation = ConcurrentHashMap.newKeySet();

    /** Works for a container. */
    public Engine(Container container, ServiceComponentRuntime components, LoaderWatch loaders, Ledger ledger) {
        this.container = container;
        this.bundles = new BundleWork(container.context(), new Components(components), loaders);
        this.ledger = ledger;
    }

    /** Returns the bundles whose services sessions use on probation. */
    public Set<Long> onProbation() {
        return Set.copyOf(onProbation);
    }

    /** Carries out a blueprint. */
    public SwapOutcome run(Blueprint blueprint, ApplyOptions options) {
        Plan plan = blueprint.plan();
        Change change = new Change(blueprint, options.policy(), bundles, container, onProbation);
        Deque<Done> done = new ArrayDeque<>();
        Optional<Problem> failure = write("apply", facts(plan, options))
                .or(() -> container.leftovers().retire(blueprint));
        Optional<Problem> blemish = Optional.empty();
        int number = 0;
        for (Step step : blueprint.steps()) {
            if (failure.isPresent()) {
                break;
            }
            number++;
            Optional<Problem> unwritten = write("action", action(plan, number, step, "begin"));
            Optional<Problem> failed = unwritten.isPresent() && !step.kind().afterCommit() ? unwritten
                    : run(change, step, done);
            if (failed.isEmpty()) {
                Optional<Problem> end = write("action", action(plan, number, step, "end"));
                unwritten = unwritten.or(() -> end);
            }
            Optional<Problem> wrong = first(failed, unwritten);
            if (!step.kind().afterCommit()) {
                failure = wrong;
            } else if (wrong.isPresent()) {
                blemish = first(blemish, wrong);
                if (failed.isPresent() && step.kind() == Step.Kind.DRAIN) {
                    List<Step> rest = blueprint.steps().subList(number, blueprint.steps().size());
                    if (rest.stream().anyMatch(each -> each.kind() == Step.Kind.UNINSTALL_OLD)) {
                        leave(plan, change, change.leaving(), rest.stream().<Undo>map(each -> reason ->
                                change.run(each)).toList());
                    }
                    break;
                }
            }
        }
        first(failure, blemish).ifPresent(problem -> problem.cause().ifPresent(cause ->
                LOG.warn("{} of {}: {}", plan.operation(), plan.plugin(), problem.message(), cause)));
        long at = change.sessions().switched().orElse(0L);
        SwapOutcome outcome = failure.isPresent() ? takenBack(plan, change, failure.get(), done)
                : blemish.<SwapOutcome>map(problem -> new SwapOutcome.Degraded(at, problem))
                        .orElseGet(() -> new SwapOutcome.Committed(at));
        return recorded(plan, outcome);
    }

    /** An action that was done, and how to take it back. */
    private record Done(Step.Kind kind, Undo undo) {
    }

    private Optional<Problem> run(Change change, Step step, Deque<Done> done) {
        try {
            done.push(new Done(step.kind(), change.run(step)));
            return Optional.empty();
        } catch (ProblemException e) {
            // What a session says about a service that never came is less than what the component itself says.
            Optional<String> component = step.kind() == Step.Kind.PREPARE ? change.failedComponent()
                    : Optional.empty();
            return Optional.of(component.map(words -> Problem.of(e.problem().kind(), words, e.problem().where(),
                    "")).orElse(e.problem()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Problem.failed("interrupted while it was to " + step.words(), e));
        } catch (Exception | LinkageError e) {
            return Optional.of(Problem.failed("could not " + step.words(), e));
        }
    }

    private static Optional<Problem> first(Optional<Problem> one, Optional<Problem> other) {
        return one.isPresent() ? one : other;
    }

    private SwapOutcome takenBack(Plan plan, Change change, Problem problem, Deque<Done> done) {
        List<Undo> postponed = new ArrayList<>();
        // Sessions wait at barriers while they switch back; an interrupt must not stop them half-way.
        boolean interrupted = Thread.interrupted();
        Optional<Problem> stuck = Optional.empty();
        while (!done.isEmpty() && stuck.isEmpty()) {
            Done action = done.pop();
            if (change.sessions().inUse().isPresent() && KEPT_FOR_CALLS.contains(action.kind())) {
                postponed.add(action.undo());
                continue;
            }
            try {
                action.undo().run(problem.message());
            } catch (Exception | LinkageError e) {
                LOG.warn("Taking back a change of {} failed", problem.where(), e);
                Problem left = Problem.failed("the change could not be taken back", e).withRemedy(
                        "the session stays on the new version; it failed because " + problem.message());
                write("undo_failed", Map.of("reason", left.message()));
                // A bundle that a session still uses must not be taken away.
                stuck = action.kind() == Step.Kind.PREPARE ? Optional.of(left) : Optional.empty();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (stuck.isPresent()) {
            return new SwapOutcome.Degraded(change.sessions().switched().orElse(0L), stuck.get());
        }
        if (!postponed.isEmpty() && !change.arrived().isEmpty()) {
            leave(plan, change, change.arrived(), postponed);
        }
        Problem why = change.sessions().inUse().map(inside -> new Problem(problem.kind(), problem.what()
                + "; it is taken back, but the new version stays installed, because a call is inside it: "
                + inside.message(), problem.where(), problem.remedy(), problem.cause())).orElse(problem);
        return change.sessions().rolledBack().<SwapOutcome>map(back -> new SwapOutcome.RolledBack(back.step(), why))
                .or(() -> change.sessions().switched().map(step -> new SwapOutcome.RolledBack(step, why)))
                .orElseGet(() -> new SwapOutcome.NotStarted(why));
    }

    /** Leaves bundles installed: a call is still inside them, and taking them away would break it. */
    private void leave(Plan plan, Change change, Set<Bundle> left, List<Undo> work) {
        container.leftovers().add(left, () -> {
            Optional<Problem> inside = change.sessions().letGo();
            if (inside.isEmpty()) {
                work.forEach(each -> retire(plan, each));
                write("retired", Map.of("plan", plan.hash(), "bundles", left.stream()
                        .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion()).sorted().toList()));
            }
            return inside;
        });
    }

    private void retire(Plan plan, Undo work) {
        try {
            work.run("no call is inside it any more");
        } catch (Exception | LinkageError e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.warn("Taking away what was left of {} failed", plan.plugin(), e);
            write("retire_failed", Map.of("plan", plan.hash(), "reason",
                    Problem.failed("what was left could not be taken away", e).message()));
        }
    }

    private SwapOutcome recorded(Plan plan, SwapOutcome outcome) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("plan", plan.hash());
        fields.put("outcome", outcome.word());
        fields.put("reason", outcome.reason());
        Optional<Problem> unwritten = write("outcome", fields);
        return unwritten.isPresent() && outcome instanceof SwapOutcome.Committed committed
                ? new SwapOutcome.Degraded(committed.step(), unwritten.get()) : outcome;
    }

    private static Map<String, Object> facts(Plan plan, ApplyOptions options) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("who", options.who());
        fields.put("operation", plan.operation().name().toLowerCase(Locale.ROOT));
        fields.put("plugin", plan.plugin());
        fields.put("bundle", plan.bundle());
        fields.put("from", plan.from().orElse(""));
        fields.put("to", plan.to().orElse(""));
        fields.put("source", plan.source());
        fields.put("sha256", plan.sha256());
        if (plan.parts().size() > 1) {
            fields.put("parts", plan.parts().stream().map(part -> Map.of("plugin", part.plugin(), "bundle",
                    part.bundle(), "from", part.from().orElse(""), "to", part.to().orElse(""), "source",
                    part.source(), "sha256", part.sha256())).toList());
        }
        fields.put("sessions", plan.sessions());
        fields.put("shadow_steps", options.policy().shadowSteps());
        if (options.policy().mayDiffer()) {
            fields.put("may_differ", true);
        } else if (options.policy().tolerance() > 0) {
            fields.put("tolerance", options.policy().tolerance());
        }
        fields.put("probation_steps", options.policy().probationSteps());
        fields.put("plan", plan.hash());
        return fields;
    }

    private static Map<String, Object> action(Plan plan, int number, Step step, String phase) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("plan", plan.hash());
        fields.put("action", number);
        fields.put("kind", step.kind().name().toLowerCase(Locale.ROOT));
        if (plan.parts().size() > 1 && !step.bundle().isEmpty()) {
            fields.put("bundle", step.bundle());
        }
        fields.put("phase", phase);
        return fields;
    }

    private Optional<Problem> write(String type, Map<String, ?> fields) {
        return ledger.append(type, fields).failure();
    }
}
