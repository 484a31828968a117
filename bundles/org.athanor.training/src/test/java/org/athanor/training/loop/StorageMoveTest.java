package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.storage.Part;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.testing.HeldStorage;
import org.athanor.training.testing.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When another storage comes, the checkpoints go along; none is lost on the way, there or back. */
class StorageMoveTest {

    private static final long FILE = 4;
    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(1000);

    @TempDir
    private Path folder;

    /** Forgets everything with the process, and refuses what it is told to. */
    private static final class Memory extends HeldStorage {

        private volatile String refusing = "";
        private volatile boolean gone;

        Memory(Path scratch) {
            super(scratch);
        }

        @Override
        public boolean durable() {
            return false;
        }

        @Override
        public Result<List<String>> list(String prefix) {
            return gone ? Result.err(Problem.of(Problem.Kind.IO, "it is gone")) : super.list(prefix);
        }

        @Override
        public Result<Result.Done> write(String key, List<Part> parts) {
            return key.equals(refusing) ? Result.err(Problem.of(Problem.Kind.IO, "the memory is full"))
                    : super.write(key, parts);
        }
    }

    private HeldStorage file;

    @BeforeEach
    void createFile() {
        file = new HeldStorage(folder);
    }

    /** Paused after step 5 with checkpoints of steps 4 and 5; bundle 4 is the storage {@code file}. */
    private SmallSession session() throws Exception {
        Map<String, Object> plugins = SmallPlugins.base(new Causal(), new TinyModel.Momentum());
        plugins.put("storage:file", file);
        SmallSession session = new SmallSession(folder, 1_000_000, plugins).run(4);
        write(session);
        assertThat(session.advance(5)).isEmpty();
        write(session);
        return session;
    }

    private static void write(SmallSession session) {
        session.barrier.call(() -> new CheckpointWriter(session.host, session.training,
                SmallPlugins.LETTERS.vocabulary()).write()).unwrap();
    }

    private static Result<Exchange> toMemory(SmallSession session, HeldStorage memory) {
        return session.exchange("storage:file", Optional.of(FILE), "storage:memory",
                Optional.of(session.start("storage:memory", memory)), POLICY);
    }

    private static void assertHolds(HeldStorage storage, Long... steps) {
        assertThat(new Checkpoints(storage).steps().unwrap()).containsExactly(steps);
        for (long step : steps) {
            new Checkpoints(storage).read(Optional.of(step)).unwrap();
        }
    }

    @Test
    void theNewStorageHoldsEveryCheckpointBeforeItIsUsed() throws Exception {
        HeldStorage memory = new Memory(folder);
        try (SmallSession session = session()) {
            Exchange exchange = toMemory(session, memory).unwrap();
            assertHolds(memory, 4L, 5L);
            assertThat(session.words).as("nothing has been switched").isEmpty();
            exchange.commit().unwrap();
            assertThat(Content.storage(session.state.generation())).isSameAs(memory);
            assertThat(session.words).containsExactly("checkpoints go to storage:memory and no longer survive the "
                    + "process: a run that is killed goes on from step 5, which storage:file keeps");
            assertThat(session.told()).contains("no longer survive the process");
            write(session);
            assertHolds(file, 4L, 5L);
        }
    }

    @Test
    void whatIsWrittenBeforeTheSwitchComesAlong() throws Exception {
        HeldStorage memory = new Memory(folder);
        try (SmallSession session = session()) {
            Exchange exchange = toMemory(session, memory).unwrap();
            assertThat(session.advance(7)).isEmpty();
            write(session);
            exchange.commit().unwrap();
            assertHolds(memory, 4L, 5L, 7L);
            assertThat(session.words.get(0)).contains("goes on from step 7");
        }
    }

    @Test
    void aCopyThatFailsMidwayRefusesTheExchangeAndNothingIsLost() throws Exception {
        Memory memory = new Memory(folder);
        memory.refusing = "checkpoints/step-4";
        try (SmallSession session = session()) {
            assertThat(toMemory(session, memory).failure().orElseThrow().message()).isEqualTo("the memory is full");
            assertThat(Content.storage(session.state.generation())).isSameAs(file);
            assertHolds(file, 4L, 5L);
            assertThat(session.advance(8)).isEmpty();
        }
    }

    @Test
    void aCopyThatFailsAtTheSwitchRefusesItAndNothingIsLost() throws Exception {
        Memory memory = new Memory(folder);
        memory.refusing = "checkpoints/step-7";
        try (SmallSession session = session()) {
            Exchange exchange = toMemory(session, memory).unwrap();
            assertThat(session.advance(7)).isEmpty();
            write(session);
            assertThat(exchange.commit().failure().orElseThrow().message()).isEqualTo("the memory is full");
            assertThat(Content.storage(session.state.generation())).isSameAs(file);
            assertHolds(file, 4L, 5L, 7L);
            assertThat(session.words).isEmpty();
            assertThat(session.advance(8)).isEmpty();
        }
    }

    @Test
    void whatFailsAtTheBarrierItselfRefusesTheSwitchToo() throws Exception {
        Memory memory = new Memory(folder);
        memory.refusing = "checkpoints/step-7";
        try (SmallSession session = session()) {
            Exchange exchange = toMemory(session, memory).unwrap();
            assertThat(session.advance(7)).isEmpty();
            session.barrier.call(() -> {
                write(session);
                assertThat(exchange.commit().isOk()).isFalse();
                return true;
            });
            assertThat(Content.storage(session.state.generation())).isSameAs(file);
            assertHolds(file, 4L, 5L, 7L);
        }
    }

    @Test
    void whoeverGoesBackTakesAlongWhatCameSince() throws Exception {
        HeldStorage memory = new Memory(folder);
        try (SmallSession session = session()) {
            Exchange exchange = toMemory(session, memory).unwrap();
            exchange.commit().unwrap();
            assertThat(session.advance(7)).isEmpty();
            write(session);
            assertHolds(file, 4L, 5L);
            exchange.revert("a trial").unwrap();
            assertThat(Content.storage(session.state.generation())).isSameAs(file);
            assertHolds(file, 4L, 5L, 7L);
            assertThat(session.words).hasSize(2).last().isEqualTo(
                    "checkpoints go to storage:file and survive the process again");
        }
    }

    @Test
    void whoeverGoesBackFromAStorageThatDoesNotAnswerKeepsWhatTheOtherHolds() throws Exception {
        Memory memory = new Memory(folder);
        try (SmallSession session = session()) {
            Exchange exchange = toMemory(session, memory).unwrap();
            session.proceedWith(() -> {
                exchange.commit().unwrap();
                memory.gone = true;
                write(session);
                session.pauseAt(8);
            });
            assertThat(exchange.awaitOutcome().reason()).contains("it is gone");
            assertThat(Content.storage(session.state.generation())).isSameAs(file);
            assertThat(session.told()).contains("storage:memory keeps checkpoints that do not come back: it is gone");
            assertHolds(file, 4L, 5L);
        }
    }

    @Test
    void checkpointsOfACourseThatTheRunHasLeftAreNotTakenForItsOwn() throws Exception {
        HeldStorage other = new HeldStorage(folder);
        try (SmallSession session = session()) {
            other.entries.put("checkpoints/step-9", file.parts("checkpoints/step-4"));
            Exchange exchange = session.exchange("storage:file", Optional.of(FILE), "storage:other",
                    Optional.of(session.start("storage:other", other)), POLICY).unwrap();
            exchange.commit().unwrap();
            assertHolds(other, 4L, 5L);
            assertThat(session.words).containsExactly("checkpoints go to storage:other");
        }
    }

    @Test
    void anotherVersionAtTheSamePlaceTellsNothing() throws Exception {
        HeldStorage next = new HeldStorage(folder);
        try (SmallSession session = session()) {
            next.entries.putAll(file.entries);
            Exchange exchange = session.exchange("storage:file", Optional.of(FILE),
                    Optional.of(session.start("storage:file", next)), POLICY).unwrap();
            exchange.commit().unwrap();
            assertThat(Content.storage(session.state.generation())).isSameAs(next);
            assertThat(session.words).isEmpty();
        }
    }

    @Test
    void aStorageThatHasGoneIsNotAskedAndItsEntriesStay() throws Exception {
        HeldStorage memory = new Memory(folder);
        try (SmallSession session = session()) {
            session.stop(FILE);
            session.settled();
            Exchange exchange = toMemory(session, memory).unwrap();
            exchange.commit().unwrap();
            assertThat(memory.entries).containsOnlyKeys("owner");
            assertHolds(file, 4L, 5L);
            assertThat(session.words).hasSize(1);
        }
    }
}
