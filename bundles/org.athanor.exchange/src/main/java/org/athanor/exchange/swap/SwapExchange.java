package org.athanor.exchange.swap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.swap.Preparation.Prepared;
import org.athanor.exchange.work.RunningWork;

/** An exchange from one generation of a session to the next. */
public final class SwapExchange implements Exchange {

    /** How often an exchange is prepared anew because other slots have changed meanwhile. */
    private static final int TRIES = 10;
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    private final Switching switching;
    private final SwapPolicy policy;
    private final Shadow shadow;
    private final Supplier<Result<Prepared>> anew;
    private final boolean again;
    private volatile Prepared prepared;
    private volatile String remark;

    private final CompletableFuture<SwapOutcome> outcome = new CompletableFuture<>();
    private final Vote vote = new Vote();
    private volatile boolean committed;
    private volatile boolean takenBack;

    /**
     * Creates an exchange that is prepared.
     *
     * @param shadow compares before and after
     * @param anew prepares it for what is in the slots now
     */
    public SwapExchange(Switching switching, Prepared prepared, SwapPolicy policy, Shadow shadow,
            Supplier<Result<Prepared>> anew) {
        this(switching, prepared, policy, shadow, anew, false);
    }

    private SwapExchange(Switching switching, Prepared prepared, SwapPolicy policy, Shadow shadow,
            Supplier<Result<Prepared>> anew, boolean again) {
        this.switching = switching;
        this.prepared = prepared;
        this.policy = policy;
        this.shadow = shadow;
        this.anew = anew;
        this.again = again;
        this.remark = again ? "made again, as before the run was cut off" : "";
    }

    /** Creates an exchange that the run had made before it was cut off; it has nothing to prove. */
    public static SwapExchange again(Switching switching, Prepared prepared) {
        return new SwapExchange(switching, prepared, SwapPolicy.unchecked(), exchange -> Result.done(),
                () -> Result.ok(prepared), true);
    }

    @Override
    public Result<Result.Done> shadow() {
        Result<Result.Done> result = shadow.run(this);
        result.ifErr(problem -> outcome.complete(new SwapOutcome.NotStarted(problem)));
        return result;
    }

    @Override
    public Result<Result.Done> vote() {
        Result<Result.Done> voted = vote.open() ? upToDate(() -> switching.vote(this, vote))
                : vote.renew() ? Result.done() : Result.err(lapsed());
        voted.ifErr(this::discard);
        return voted;
    }

    /** What changed in other slots since it was prepared, because a run comes to what it had done, is no obstacle. */
    private <T> Result<T> upToDate(Supplier<Result<T>> attempt) {
        Result<T> made = attempt.get();
        for (int tries = 1; !made.isOk() && tries < TRIES && switching.leftBehind(this) && preparedAnew(); tries++) {
            made = shadow.run(this).flatMap(done -> attempt.get());
        }
        return made;
    }

    /** Returns whether the slots that it is about are as they were. */
    private boolean preparedAnew() {
        Optional<Prepared> next = anew.get().toOptional();
        boolean same = next.filter(found -> found.changes().equals(changes())).isPresent();
        next.ifPresent(found -> (same ? prepared : found).to().end(LAST_CALLS));
        prepared = next.filter(found -> same).orElse(prepared);
        return same;
    }

    private Problem lapsed() {
        return Problem.of(Kind.REFUSED, "the session has gone on, and its vote is void", "", "plan it again");
    }

    private void discard(Problem why) {
        vote.withdraw();
        outcome.complete(new SwapOutcome.NotStarted(why));
    }

    @Override
    public Result<Long> commit() {
        Result<Long> switched = vote.open() ? upToDate(() -> switching.commit(this))
                : vote.commit().orElseGet(() -> Result.err(lapsed()));
        committed = switched.isOk();
        switched.ifErr(this::discard);
        return switched;
    }

    @Override
    public SwapOutcome awaitOutcome() throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public Result<Result.Done> revert(String reason) {
        if (committed) {
            Result<Result.Done> reverted = switching.revert(this, Problem.of(Kind.REFUSED, reason));
            takenBack |= reverted.isOk();
            return reverted;
        }
        discard(Problem.of(Kind.REFUSED, reason));
        return Result.done();
    }

    @Override
    public Result<Result.Done> drain() {
        Generation unused = outcome.getNow(null) instanceof SwapOutcome.Committed && !takenBack ? from() : to();
        switching.finish(this);
        try {
            List<String> holders = unused.release(policy.drainBound());
            if (holders.isEmpty()) {
                return Result.done();
            }
            if (policy.force()) {
                unused.cutOff();
                return Result.done();
            }
            return Result.err(Problem.of(Kind.FAILED, "still in use after " + policy.drainBound().toSeconds()
                    + " s by " + String.join(", ", holders), "generation " + unused.number(),
                    "cut such calls off with --force"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.err(Problem.of(Kind.FAILED, "the wait for the end of calls was interrupted"));
        }
    }

    /** Compares the two generations of an exchange. */
    @FunctionalInterface
    public interface Shadow {

        /** Returns what differed first. */
        Result<Result.Done> run(SwapExchange exchange);
    }

    /** Returns the generation before. */
    public Generation from() {
        return prepared.from();
    }

    /** Returns the generation afterwards. */
    public Generation to() {
        return prepared.to();
    }

    /** Returns what fills slots before and not afterwards; nothing any more once the generation before is released. */
    List<PluginBinding> left() {
        List<PluginBinding> afterwards = to().bindings();
        return from().bindings().stream().filter(binding -> !afterwards.contains(binding)).toList();
    }

    /** Returns what lets the generation afterwards take over. */
    public RunningWork.Ready ready() {
        return prepared.ready();
    }

    /** Returns the slots that change. */
    public List<SlotChange> changes() {
        return prepared.changes();
    }

    /** Returns what the new generation must prove. */
    public SwapPolicy policy() {
        return policy;
    }

    /** Notes what reports are to say of it when it is kept. */
    public void remark(String words) {
        remark = words;
    }

    /** Returns whether the run had made it before it was cut off. */
    boolean again() {
        return again;
    }

    String remark() {
        return remark;
    }

    /** Returns how it ends. */
    public CompletableFuture<SwapOutcome> outcome() {
        return outcome;
    }
}
