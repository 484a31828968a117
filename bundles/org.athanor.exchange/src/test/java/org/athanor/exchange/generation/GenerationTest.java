package org.athanor.exchange.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.work.ThreadPlan;
import org.junit.jupiter.api.Test;

class GenerationTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final GenerationThreads threads = new GenerationThreads("test", ThreadPlan.SINGLE);
    private final Generation generation = new Generation(3, List.of(), "content", threads, binding -> { });

    @Test
    void isReleasedWhenNoCallHoldsIt() throws InterruptedException {
        Lease lease = generation.lease("generate").orElseThrow();
        assertThat(generation.release(SHORT)).containsExactly("generate");

        lease.close();
        assertThat(generation.release(LONG)).isEmpty();
        assertThat(generation.lease("generate")).isEmpty();
    }

    @Test
    void isNotReleasedAsLongAsOneOfItsThreadsHangs() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        threads.side().execute(() -> {
            boolean ended = false;
            while (!ended) {
                try {
                    end.await();
                    ended = true;
                } catch (InterruptedException e) {
                    // It heeds no interrupt.
                }
            }
        });
        assertThat(generation.release(SHORT)).containsExactly("a thread of generation 3");
        assertThat(generation.release(SHORT)).containsExactly("a thread of generation 3");

        end.countDown();
        assertThat(generation.release(LONG)).isEmpty();
    }
}
