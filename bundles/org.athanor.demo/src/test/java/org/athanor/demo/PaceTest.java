package org.athanor.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SessionStatus.State;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int STEPS = 200;

    private final List<Long> reached = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final Pace pace = new Pace(session());

    @Test
    void theSessionWaitsAtItsStepForAnActThatTakesLonger() throws InterruptedException {
        assertThat(pace.to(10)).isTrue();

        List<Long> then = pace.meanwhile(20, CompletableFuture.completedFuture(null), () -> {
            await(arrived);
            return List.copyOf(reached);
        });

        assertThat(then).containsExactly(10L, 20L);
    }

    @Test
    void theSessionWaitsForTheCue() throws InterruptedException {
        CompletableFuture<?> cue = new CompletableFuture<>();

        List<Long> before = pace.meanwhile(20, cue, () -> {
            while (reached.isEmpty() && cue.getNumberOfDependents() == 0) {
                Thread.onSpinWait();
            }
            List<Long> far = List.copyOf(reached);
            cue.complete(null);
            await(arrived);
            return far;
        });

        assertThat(before).isEmpty();
        assertThat(reached).containsExactly(20L);
    }

    @Test
    void theEndOfTheActIsTheLastCue() throws InterruptedException {
        assertThat(pace.meanwhile(20, new CompletableFuture<>(), reached::size)).isZero();
        assertThat(reached).containsExactly(20L);
        assertThatThrownBy(() -> pace.meanwhile(30, new CompletableFuture<>(), () -> {
            throw new IllegalArgumentException("no such plugin");
        })).hasMessage("no such plugin");
    }

    @Test
    void saysThatTheRunHasEnded() {
        assertThat(pace.to(STEPS + 1)).isFalse();
    }

    /** A session that trains in no time at all. */
    private Session session() {
        return (Session) Proxy.newProxyInstance(Session.class.getClassLoader(), new Class<?>[] {Session.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "advance" -> {
                        reached.add((Long) arguments[0]);
                        if (reached.contains(20L)) {
                            arrived.countDown();
                        }
                        yield Result.done();
                    }
                    case "status" -> {
                        long step = reached.get(reached.size() - 1);
                        yield new SessionStatus("fast", "training", step > STEPS ? State.COMPLETED : State.PAUSED,
                                step, STEPS, 1, "", Map.of());
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
