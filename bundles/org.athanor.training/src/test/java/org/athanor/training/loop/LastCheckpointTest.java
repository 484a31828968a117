package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.loop.SmallPlugins.Cooling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run does not end well without the checkpoint of its last step. */
class LastCheckpointTest {

    private static final Problem FULL = Problem.of(Problem.Kind.IO, "No space left on device", "disk", "make room");

    @TempDir
    private Path folder;

    private SmallSession session(long steps) {
        return new SmallSession(folder, steps, SmallPlugins.base(new Causal(), new Cooling()));
    }

    /** Waits at barriers until the session waits. */
    private static void awaitWaiting(SmallSession session) {
        while (session.settled() != State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRunWaitsForRoomForItAndThenEnds() throws Exception {
        try (SmallSession session = session(6)) {
            session.run(4);
            session.obstacle = Optional.of(FULL);
            session.proceed();
            awaitWaiting(session);
            assertThat(session.state.detail()).contains("its last checkpoint", "No space left on device", "make room");
            assertThat(session.end).isNotDone();
            session.obstacle = Optional.empty();
            session.settled();

            assertThat(session.end()).isEqualTo(State.COMPLETED);
            assertThat(session.checkpoints).last().isEqualTo(6L);
            assertThat(session.told()).containsOnlyOnce("waits after step 6 for its last checkpoint");
        }
    }

    @Test
    void aRunThatIsStoppedWithoutRoomHasFailedAndSaysWhatIsNotSaved() throws Exception {
        SmallSession session = session(6).run(4);
        session.obstacle = Optional.of(FULL);
        session.proceed();
        awaitWaiting(session);
        session.close();

        assertThat(session.end()).isEqualTo(State.FAILED);
        assertThat(session.state.detail()).contains("what was done since step 0 is not saved",
                "No space left on device");
    }

    @Test
    void aCheckpointThatFailedIsTriedAgainSoon() throws Exception {
        try (SmallSession session = session(100)) {
            session.run(4);
            session.obstacle = Optional.of(FULL);
            assertThat(session.barrier.call(session.work::checkpoint).isOk()).isFalse();
            assertThat(session.advance(6)).isEmpty();
            assertThat(session.checkpoints).isEmpty();
            session.obstacle = Optional.empty();
            assertThat(session.advance(8)).isEmpty();

            assertThat(session.checkpoints).containsExactly(6L);
        }
    }
}
