package org.athanor.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapRecord;
import org.athanor.itests.container.Specification.After;
import org.athanor.itests.container.Specification.Expected;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Brings a session into a situation, asks for an operation in it, and looks at what has become of both. */
final class Scene {

    /** Steps of another exchange on probation, within which the operation is asked for. */
    private static final int LONG_PROBATION = 50;

    private final Stage stage;
    private final Case tried;
    private final Optional<Session> session;
    private final String plugin;
    private Optional<CompletableFuture<Result<Applied>>> other = Optional.empty();
    private Optional<Bundle> gone = Optional.empty();

    /** {@code session}: uses the plugin; none when it is to have ended before. */
    Scene(Stage stage, Case tried, Optional<Session> session) {
        this.stage = stage;
        this.tried = tried;
        this.session = session;
        this.plugin = stage.used(tried.kind()).plugin().id();
    }

    /** Lets the situation come. */
    void enter() throws Exception {
        switch (tried.situation()) {
            case RUNNING -> running().proceed().unwrap();
            case ON_PROBATION -> enterProbation();
            case PAUSED -> running().pause().unwrap();
            case WAITING -> enterWaiting();
            case ENDING, ENDED -> { }
        }
    }

    private void enterProbation() {
        running().proceed().unwrap();
        Subject jar = Subject.of(stage.next(stage.used(otherKind())));
        CompletableFuture<Result<Applied>> change = CompletableFuture.supplyAsync(() -> stage.change(Operation.UPGRADE,
                jar, LONG_PROBATION));
        String id = stage.used(otherKind()).plugin().id();
        while (!change.isDone() && stage.info(id).filter(info -> info.state().equals("probation")).isEmpty()) {
            Thread.onSpinWait();
        }
        other = Optional.of(change);
    }

    private void enterWaiting() throws BundleException {
        running().proceed().unwrap();
        if (running().status().state() != State.WAITING) {
            Bundle bundle = stage.bundle(stage.used(otherKind()).plugin().id());
            bundle.stop();
            gone = Optional.of(bundle);
        }
        assertEquals(State.WAITING, running().status().state());
    }

    /** Returns a kind without a plugin of which the session waits. */
    private String otherKind() {
        return tried.kind().equals("tokenizer") ? "optimizer" : "tokenizer";
    }

    private Session running() {
        return session.orElseThrow();
    }

    /** Asks for the operation, and checks what it did. */
    void perform(Supplier<Result<Applied>> change, Expected expected) throws Exception {
        Optional<Binding> before = binding();
        int swaps = session.map(each -> each.swaps().size()).orElse(0);
        List<String> endedBefore = ended();

        Result<Applied> answer = tried.situation() == Situation.ENDING ? atTheEnd(change) : change.get();

        List<SwapRecord> records = session.map(each -> each.swaps().subList(swaps, each.swaps().size()))
                .orElse(List.of());
        String told = answer.map(applied -> applied.outcome().word() + ": " + applied.message())
                .orElse(problem -> "refused: " + problem.message())
                + records.stream().map(SwapRecord::reason).collect(Collectors.joining("; ", " [", "]"));
        assertTrue(tried + " is to be " + expected + ", and was " + told, told.startsWith(expected.outcome() + ": ")
                && told.contains(expected.reason()));
        check(expected, before, expected.after() == After.BACK ? back() : binding());
        assertEquals("what has ended stays as it was", endedBefore, ended());
        if (other.isPresent()) {
            assertEquals("the exchange that was on probation", "committed",
                    other.get().get().unwrap().outcome().word());
        }
        assertTrue(told, records.stream().allMatch(record -> record.outcome().equals("committed")
                || record.outcome().equals(expected.outcome())));
    }

    private Optional<Binding> binding() {
        return session.flatMap(each -> Stage.binding(each, plugin));
    }

    /** A session that waits for a plugin finds out by itself that it is there. */
    private Optional<Binding> back() {
        while (tried.situation() == Situation.WAITING && running().status().state() == State.WAITING) {
            Thread.onSpinWait();
        }
        return binding();
    }

    private List<String> ended() throws InterruptedException {
        return tried.situation() == Situation.ENDED ? stage.ended().stream()
                .map(each -> each.status().state() + " " + each.report() + each.swaps()).toList() : List.of();
    }

    private void check(Expected expected, Optional<Binding> before, Optional<Binding> after) {
        String what = tried + ": " + before + " became " + after;
        switch (expected.after()) {
            case AS_BEFORE -> assertEquals(what, before, after);
            case OTHER_VERSION -> {
                assertTrue(what, after.orElseThrow().alive());
                assertFalse(what, after.get().version().equals(before.orElseThrow().version()));
                assertFalse("the version before is uninstalled", stage.installed(before.get()));
            }
            case MISSING -> {
                assertFalse(what, after.orElseThrow().alive());
                assertEquals(State.WAITING, running().status().state());
            }
            case OTHER_PLUGIN -> {
                assertEquals(what, Optional.empty(), after);
                assertTrue(what, running().bindings().stream().anyMatch(each -> each.alive()
                        && each.slot().equals(before.orElseThrow().slot())));
            }
            case EMPTY -> assertEquals(what, Optional.empty(), after);
            case BACK -> {
                assertFalse(what, before.filter(Binding::alive).isPresent());
                assertTrue(what, after.orElseThrow().alive());
            }
        }
    }

    /** Asks when the session has taken its last step, and lets that end once the answer waits for it. */
    private Result<Applied> atTheEnd(Supplier<Result<Applied>> change) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        System.getProperties().put(EchoHandler.INSIDE, inside);
        System.getProperties().put(EchoHandler.LEAVE, leave);
        try {
            CompletableFuture<Result<Result.Done>> stop = CompletableFuture.supplyAsync(running()::stop);
            inside.await();
            CompletableFuture<Result<Applied>> answer = CompletableFuture.supplyAsync(change);
            while (!answer.isDone() && !someoneWaitsAtABarrier()) {
                Thread.onSpinWait();
            }
            leave.countDown();
            assertEquals(Optional.<Problem>empty(), stop.get().failure());
            return answer.get();
        } finally {
            leave.countDown();
            System.getProperties().remove(EchoHandler.LEAVE);
        }
    }

    private static boolean someoneWaitsAtABarrier() {
        return Thread.getAllStackTraces().values().stream().flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().endsWith(".Barrier")
                        && List.of("answeredInTime", "within").contains(frame.getMethodName()));
    }

    /** Brings back what the session cannot do without. */
    void leave() throws BundleException {
        if (gone.isPresent()) {
            gone.get().start();
        }
        if (!stage.used(tried.kind()).removable()) {
            stage.makeAvailable(stage.used(tried.kind()));
        }
    }
}
