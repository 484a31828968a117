package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.athanor.api.model.Patch.Leaving;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.exchange.swap.SwapExchange;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.loop.SmallPlugins.Scale;
import org.athanor.training.loop.Snapshots.Snapshot;
import org.athanor.training.testing.TinyModel;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextCallsTest {

    private static final long PATCHER = 4;

    @TempDir
    private Path folder;

    /** Tells how many tokens there are. */
    private static final Tokenizer COUNTING = new Tokenizer() {
        @Override
        public Vocabulary vocabulary() {
            return SmallPlugins.LETTERS.vocabulary();
        }

        @Override
        public int[] encode(String text) {
            return SmallPlugins.LETTERS.encode(text);
        }

        @Override
        public String decode(int[] tokens) {
            return String.valueOf(tokens.length);
        }
    };

    private SmallSession session() {
        Map<String, Object> plugins = SmallPlugins.base(new Causal(), new TinyModel.Momentum());
        plugins.put("tokenizer:letters", COUNTING);
        plugins.put("patcher:scale", new Scale("scale", Leaving.DROP));
        return new SmallSession(folder, 1_000_000, plugins).run(5);
    }

    @Test
    void aTextIsWrittenWithTheParametersOfItsModelAlthoughAPatcherLeavesMeanwhile() throws Exception {
        try (SmallSession session = session()) {
            SwapExchange leaving = (SwapExchange) session.exchange("patcher:scale", Optional.of(PATCHER),
                    Optional.empty(), SwapPolicy.standard().withShadow(0)).unwrap();
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            session.barrier.post(() -> {
                begun.countDown();
                goOn.await();
                return true;
            });
            begun.await();
            CompletableFuture<Boolean> switched = session.barrier.submit(() -> {
                leaving.ready().takeOver();
                session.state.use(leaving.to());
                return true;
            });
            FutureTask<Result<String>> answer = new FutureTask<>(() -> new TextCalls(session.host, session.training)
                    .handle(new RouteCall("generate", 0, Map.of("prompt", "abc", "tokens", "2"))));
            Thread caller = new Thread(answer);
            caller.start();
            // It waits for its place at the barrier, behind the switch.
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            goOn.countDown();
            caller.join();
            assertThat(switched.join()).isTrue();
            assertThat(answer.get().unwrap()).isEqualTo("5");
        }
    }

    @Test
    void callsBetweenTheSameTwoStepsShareOneCopyThatGoesWithTheLastOfThem() throws Exception {
        try (SmallSession session = session()) {
            Snapshots snapshots = new Snapshots(session.training);
            Snapshot first = snapshots.take(session.state.generation());
            Snapshot second = snapshots.take(session.state.generation());
            assertThat(second).isSameAs(first);
            assertThat(session.advance(6)).isEmpty();
            Snapshot later = snapshots.take(session.state.generation());
            assertThat(later).isNotSameAs(first);
            first.close();
            Tensor value = second.parameters().values().iterator().next();
            assertThat(value.isNull()).isFalse();
            second.close();
            assertThat(value.isNull()).isTrue();
            assertThat(later.parameters().values()).noneMatch(each -> each.isNull());
            later.close();
        }
    }
}
