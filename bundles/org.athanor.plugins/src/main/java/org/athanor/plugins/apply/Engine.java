package org.athanor.plugins.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.action.Action;
import org.athanor.plugins.action.Transaction;
import org.athanor.plugins.action.Undo;
import org.athanor.plugins.bundle.BundleWork;
import org.athanor.plugins.bundle.ComponentFailures;
import org.athanor.plugins.bundle.LoaderWatch;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.plan.Blueprint;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out blueprints. One at a time: the caller sees to that. */
public final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final Container container;
    private final BundleWork bundles;
    private final Ledger ledger;
    private final Set<Long> onProbation = ConcurrentHashMap.newKeySet();

    /** Works for a container. */
    public Engine(Container container, ServiceComponentRuntime components, LoaderWatch loaders, Ledger ledger) {
        this.container = container;
        this.bundles = new BundleWork(container.context(), new ComponentFailures(components), loaders);
        this.ledger = ledger;
    }

    /** Returns the bundles whose services sessions use on probation. */
    public Set<Long> onProbation() {
        return Set.copyOf(onProbation);
    }

    /** Carries out a blueprint. */
    public SwapOutcome run(Blueprint blueprint, ApplyOptions options) {
        Plan plan = blueprint.plan();
        Transaction transaction = new Transaction(container, bundles, options.policy(), blueprint.current(),
                onProbation);
        Deque<Done> done = new ArrayDeque<>();
        Optional<Problem> failure = write("apply", facts(plan, options))
                .or(() -> container.leftovers().retire(blueprint.symbolicNames(), blueprint.jars()));
        Optional<Problem> blemish = Optional.empty();
        int number = 0;
        for (Action action : blueprint.actions()) {
            if (failure.isPresent()) {
                break;
            }
            number++;
            Optional<Problem> unwritten = write("action", line(plan, number, action, "begin"));
            Optional<Problem> failed = unwritten.isPresent() && !action.afterCommit() ? unwritten
                    : run(transaction, action, done);
            if (failed.isEmpty()) {
                Optional<Problem> end = write("action", line(plan, number, action, "end"));
                unwritten = unwritten.or(() -> end);
            }
            Optional<Problem> wrong = first(failed, unwritten);
            if (!action.afterCommit()) {
                failure = wrong;
            } else {
                blemish = first(blemish, wrong);
                if (failed.isPresent() && action.protectsCalls()) {
                    List<Action> rest = blueprint.actions().subList(number, blueprint.actions().size());
                    if (rest.stream().anyMatch(Action::takesAway)) {
                        leave(plan, transaction, transaction.leaving(), rest.stream().<Undo>map(each -> reason ->
                                each.run(transaction)).toList());
                    }
                    break;
                }
            }
        }
        first(failure, blemish).ifPresent(problem -> problem.cause().ifPresent(cause ->
                LOG.warn("{} of {}: {}", plan.operation(), plan.plugin(), problem.message(), cause)));
        long at = transaction.sessions().switched().orElse(0L);
        SwapOutcome outcome = failure.isPresent() ? undone(plan, transaction, failure.get(), done)
                : blemish.<SwapOutcome>map(problem -> new SwapOutcome.Degraded(at, problem))
                        .orElseGet(() -> new SwapOutcome.Committed(at));
        return recorded(plan, outcome);
    }

    /** An action that was done, and how to undo it. */
    private record Done(Action action, Undo undo) {
    }

    private static Optional<Problem> run(Transaction transaction, Action action, Deque<Done> done) {
        try {
            done.push(new Done(action, action.run(transaction)));
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Problem.failed("interrupted while it was to " + action.words(), e));
        } catch (Exception | LinkageError e) {
            return Optional.of(Problem.failed("could not " + action.words(), e));
        }
    }

    private static Optional<Problem> first(Optional<Problem> one, Optional<Problem> other) {
        return one.isPresent() ? one : other;
    }

    private SwapOutcome undone(Plan plan, Transaction transaction, Problem problem, Deque<Done> done) {
        List<Undo> postponed = new ArrayList<>();
        // Sessions wait at barriers while they switch back; an interrupt must not stop them half-way.
        boolean interrupted = Thread.interrupted();
        Optional<Problem> stuck = Optional.empty();
        while (!done.isEmpty() && stuck.isEmpty()) {
            Done last = done.pop();
            if (transaction.sessions().inUse().isPresent() && last.action().keptForCalls()) {
                postponed.add(last.undo());
                continue;
            }
            try {
                last.undo().run(problem.message());
            } catch (Exception | LinkageError e) {
                LOG.warn("Taking back a change of {} failed", problem.where(), e);
                Problem left = Problem.failed("the change could not be taken back", e).withRemedy(
                        "the session stays on the new version; it failed because " + problem.message());
                write("undo_failed", Map.of("reason", left.message()));
                stuck = last.action().mustBeUndone() ? Optional.of(left) : Optional.empty();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (stuck.isPresent()) {
            return new SwapOutcome.Degraded(transaction.sessions().switched().orElse(0L), stuck.get());
        }
        if (!postponed.isEmpty() && !transaction.installed().isEmpty()) {
            leave(plan, transaction, transaction.installed(), postponed);
        }
        Problem why = transaction.sessions().inUse().map(inside -> new Problem(problem.kind(), problem.what()
                + "; it is taken back, but the new version stays installed, because a call is inside it: "
                + inside.message(), problem.where(), problem.remedy(), problem.cause())).orElse(problem);
        return transaction.sessions().rolledBack()
                .<SwapOutcome>map(back -> new SwapOutcome.RolledBack(back.step(), why))
                .or(() -> transaction.sessions().switched().map(step -> new SwapOutcome.RolledBack(step, why)))
                .orElseGet(() -> new SwapOutcome.NotStarted(why));
    }

    /** Leaves bundles installed: a call is still inside them, and taking them away would break it. */
    private void leave(Plan plan, Transaction transaction, Set<Bundle> left, List<Undo> work) {
        container.leftovers().add(left, () -> {
            Optional<Problem> inside = transaction.sessions().release();
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
        List<String> slots = plan.request().subjects().stream().filter(each -> each.slot().isPresent()
                || !each.settings().isEmpty()).map(Subject::toString).toList();
        if (!slots.isEmpty()) {
            fields.put("subjects", slots);
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

    private static Map<String, Object> line(Plan plan, int number, Action action, String phase) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("plan", plan.hash());
        fields.put("action", number);
        fields.put("kind", action.word());
        if (plan.parts().size() > 1 && !action.bundle().isEmpty()) {
            fields.put("bundle", action.bundle());
        }
        fields.put("phase", phase);
        return fields;
    }

    private Optional<Problem> write(String type, Map<String, ?> fields) {
        return ledger.append(type, fields).failure();
    }
}
