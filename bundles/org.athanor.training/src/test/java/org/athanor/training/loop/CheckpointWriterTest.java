package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.routing.Router;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.api.storage.Part;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.data.DataMarks;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.testing.HeldStorage;
import org.athanor.training.testing.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a checkpoint when a plugin fails in it. */
class CheckpointWriterTest {

    /** Milliseconds after which a plugin on probation counts as hanging. */
    private static final long BOUND = 1000;
    private static final long TOKENIZER = 1;
    private static final long STORAGE = 4;
    private static final long ROUTER = 5;
    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(1000);

    @TempDir
    private Path folder;

    /** A router with a state that it gives as it is told. */
    private record Counting(Runnable before) implements Router, Stateful {

        @Override
        public Result<RouteHandler> choose(RouteCall call, List<RouteHandler> handlers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StateSnapshot snapshot() {
            before.run();
            return new StateSnapshot("count", 1, "7");
        }

        @Override
        public Result<Result.Done> restore(StateSnapshot snapshot) {
            return Result.done();
        }
    }

    private final Causal objective = new Causal();

    private SmallSession session(Runnable asTheRouterGivesItsState) {
        Map<String, Object> plugins = SmallPlugins.base(objective, new TinyModel.Momentum());
        plugins.put("storage:held", new HeldStorage(folder));
        plugins.put("router:counting", new Counting(asTheRouterGivesItsState));
        return new SmallSession(folder, 1_000_000, plugins).run(5);
    }

    private static Result<String> write(SmallSession session) {
        return new CheckpointWriter(session.host, session.training, SmallPlugins.LETTERS.vocabulary()).write();
    }

    /** Exchanges a plugin, writes a checkpoint before its first step, and returns why it was taken back. */
    private static String failing(SmallSession session, String id, long old, Object fresh, long bound)
            throws Exception {
        Exchange exchange = session.exchange(id, Optional.of(old), Optional.of(session.start(id, fresh)), POLICY)
                .unwrap();
        AtomicReference<Result<String>> written = new AtomicReference<>();
        session.proceedWith(() -> {
            exchange.commit().unwrap();
            session.state.generation().threads().bound(bound);
            written.set(write(session));
            session.pauseAt(8);
        });
        String reason = exchange.awaitOutcome().reason();
        assertThat(Objects.requireNonNull(written.get()).unwrap()).isEqualTo("checkpoints/step-5");
        assertThat(((HeldStorage) Content.storage(session.state.generation())).entries)
                .containsKey("checkpoints/step-5");
        return reason;
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** One that answers until it is to write a checkpoint. */
    private HeldStorage hanging() {
        return new HeldStorage(folder) {
            @Override
            public Result<Result.Done> write(String key, List<Part> parts) {
                if (key.startsWith("checkpoints/")) {
                    hang();
                }
                return super.write(key, parts);
            }
        };
    }

    @Test
    void aNewStorageThatHangsIsTakenBackAndTheOldOneWritesIt() throws Exception {
        try (SmallSession session = session(() -> { })) {
            assertThat(failing(session, "storage:held", STORAGE, hanging(), BOUND))
                    .contains("the storage failed: it has not come back within 1.0 s");
        }
    }

    @Test
    void aNewStorageThatHangsInTheLastCheckpointIsTakenBackToo() throws Exception {
        AtomicReference<Result<String>> written = new AtomicReference<>();
        SmallSession session = session(() -> { });
        Exchange exchange = session.exchange("storage:held", Optional.of(STORAGE),
                Optional.of(session.start("storage:held", hanging())), POLICY).unwrap();
        session.atCheckpoint = () -> written.set(write(session));
        session.proceedWith(() -> {
            exchange.commit().unwrap();
            session.state.generation().threads().bound(BOUND);
        });
        session.close();
        assertThat(exchange.awaitOutcome().reason()).contains("the storage failed: it has not come back within 1.0 s");
        assertThat(Objects.requireNonNull(written.get()).unwrap()).startsWith("checkpoints/step-");
    }

    @Test
    void aNewPluginWhoseStateDoesNotComeIsTakenBackByItsName() throws Exception {
        try (SmallSession session = session(() -> { })) {
            assertThat(failing(session, "router:counting", ROUTER, new Counting(CheckpointWriterTest::hang), BOUND))
                    .contains("router:counting").contains("does not give its state: it has not come back within");
        }
    }

    @Test
    void aNewPluginWhoseStateFailsWithAnErrorIsTakenBackByItsName() throws Exception {
        try (SmallSession session = session(() -> { })) {
            assertThat(failing(session, "router:counting", ROUTER, new Counting(() -> {
                throw new NoSuchMethodError("count()");
            }), Long.MAX_VALUE)).contains("router:counting").contains("does not give its state: count()");
        }
    }

    @Test
    void aCheckpointIsWrittenAlthoughTheDataCannotBeRead() throws Exception {
        try (SmallSession session = session(() -> { })) {
            HeldStorage storage = (HeldStorage) Content.storage(session.state.generation());
            assertThat(failing(session, "tokenizer:letters", TOKENIZER, new Tokenizer() {
                @Override
                public Vocabulary vocabulary() {
                    return SmallPlugins.LETTERS.vocabulary();
                }

                @Override
                public int[] encode(String text) {
                    throw new IllegalStateException("no letters");
                }

                @Override
                public String decode(int[] tokens) {
                    throw new UnsupportedOperationException();
                }
            }, Long.MAX_VALUE)).contains("no letters");
            assertThat(new Checkpoints(storage).read(Optional.of(5L)).unwrap().data())
                    .as("what the data was when it could be read")
                    .isEqualTo(Content.of(session.state.generation()).data());
        }
    }

    @Test
    void aCheckpointIsWrittenAlthoughThePluginsOfTheNextStepFail() throws Exception {
        try (SmallSession session = session(() -> { })) {
            objective.failure = Optional.of(new IllegalStateException("out of ideas"));
            assertThat(session.barrier.call(() -> write(session)).unwrap()).isEqualTo("checkpoints/step-5");
            assertThat(objective.failed).hasPositiveValue();
        }
    }

    @Test
    void aPluginOfOldWhoseStateFailsIsNamedInPlaceOfTheStorage() throws Exception {
        try (SmallSession session = session(() -> {
            throw new IllegalStateException("no count");
        })) {
            assertThat(session.barrier.call(() -> write(session)).failure().orElseThrow().message())
                    .contains("router:counting").endsWith("does not give its state: no count");
        }
    }
}
