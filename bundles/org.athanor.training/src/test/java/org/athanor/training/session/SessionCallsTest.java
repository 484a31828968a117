package org.athanor.training.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.athanor.api.model.Patch.Leaving;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.training.routing.RouteTable;
import org.athanor.training.session.SmallPlugins.Causal;
import org.athanor.training.session.SmallPlugins.Scale;
import org.athanor.training.testing.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class SessionCallsTest {

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

    private static SessionCalls calls(SmallSession session) {
        return new SessionCalls("small", session.state, session.barrier, session.switching,
                new RouteTable(SmallSession.nothing(BundleContext.class)), session.announcer);
    }

    @Test
    void aTextIsWrittenWithTheParametersOfItsModelAlthoughAPatcherLeavesMeanwhile() throws Exception {
        try (SmallSession session = session()) {
            SwapExchange leaving = (SwapExchange) session.exchange("patcher:scale", Optional.of(PATCHER),
                    Optional.empty(), SwapPolicy.standard().withShadow(0)).unwrap();
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            session.barrier.submit(() -> {
                begun.countDown();
                goOn.await();
                return true;
            });
            begun.await();
            CompletableFuture<Boolean> switched = session.barrier.submit(() -> {
                session.state.switchTo(leaving.ready());
                return true;
            });
            AtomicReference<Result<String>> answer = new AtomicReference<>();
            Thread caller = new Thread(() -> answer.set(calls(session).handle(new RouteCall("generate", 0,
                    Map.of("prompt", "abc", "tokens", "2")))));
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
}
