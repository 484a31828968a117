package org.athanor.exchange.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.Draft;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.Lease;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.Work;

/**
 * A kind of work that answers calls: each is a step. It asks the plugin in the slot that the call names.
 *
 * @param slots the slots of its runs
 * @param asking asks a plugin
 * @param comparing compares the two sides of an exchange
 */
public record ServingWork(List<SlotDeclaration> slots, Asking asking, Comparing comparing) implements Work {

    /** Asks a plugin. */
    public interface Asking {
        /** Returns what it answers. */
        String ask(Object service, String question);
    }

    /** Compares the two sides of an exchange. */
    public interface Comparing {
        /** Returns what differs first. */
        Result<Result.Done> compare(Generation from, Generation to, List<String> slots);
    }

    @Override
    public String name() {
        return "serve";
    }

    @Override
    public Set<String> sections() {
        return Set.of();
    }

    @Override
    public Result<Job> read(Section root) {
        return Result.ok(new SimpleJob(Served::new));
    }

    private final class Served extends IdleWork {

        private final Host host;
        private final AtomicLong steps = new AtomicLong();
        /** Each is a reason to come to the barrier: a call that was answered, or somebody who waits there. */
        private final BlockingQueue<Boolean> due = new LinkedBlockingQueue<>();

        Served(Host host) {
            this.host = host;
        }

        /** A call that fails in probation takes the exchange back and is made again. */
        @Override
        public Result<String> call(String slot, Map<String, String> arguments) {
            try {
                Optional<Result<String>> answered = attempt(slot, arguments);
                return answered.isPresent() ? answered.get() : attempt(slot, arguments).orElseThrow();
            } finally {
                due.add(true);
            }
        }

        private Optional<Result<String>> attempt(String slot, Map<String, String> arguments) {
            try (Lease lease = host.lease("a call of " + slot)) {
                PluginBinding asked = lease.generation().binding(slot).orElseThrow();
                try {
                    return Optional.of(Result.ok(lease.generation().threads().call(() ->
                            asking.ask(asked.service(), arguments.get("question")))));
                } catch (RuntimeException | LinkageError e) {
                    Problem problem = PluginFailure.of("the call failed", e);
                    if (host.atBarrier(() -> host.takeBack(asked, problem))) {
                        return Optional.empty();
                    }
                    host.callFailed();
                    return Optional.of(Result.err(problem));
                }
            }
        }

        @Override
        public boolean advance() throws InterruptedException {
            if (due.take()) {
                steps.incrementAndGet();
            }
            return true;
        }

        @Override
        public void wake() {
            due.add(false);
        }

        @Override
        public Result<Result.Done> shadow(Generation from, Generation to, List<String> slots, SwapPolicy policy) {
            return comparing.compare(from, to, slots);
        }

        @Override
        public Object content(Draft draft) {
            return draft.bindings().size();
        }

        @Override
        public long step() {
            return steps.get();
        }

    }
}
