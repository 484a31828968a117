package org.athanor.exchange.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.exchange.testing.SessionContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that takes its time holds up no other, but that of the same run. */
class SideBySideStartsTest {

    private static final String RUN = "work: counting\n";

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    @TempDir
    private Path home;
    private SessionContainer container;

    @BeforeEach
    void start() throws Exception {
        container = new SessionContainer(home);
        container.work().atStart("slow", () -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        goOn.countDown();
        container.close();
    }

    private Result<Session> start(String name, Optional<String> id) {
        try {
            return container.sessions().start(Files.writeString(home.resolve(name + ".yaml"), RUN), Map.of(), id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyOneOfEachNameStartsAndTheOthersWaitForNobody() throws Exception {
        CompletableFuture<Result<Session>> slow = CompletableFuture.supplyAsync(() -> start("any",
                Optional.of("slow")));
        begun.await();
        Session other = container.run("other", RUN);
        assertThat(other.stop().isOk()).isTrue();
        assertThat(start("again", Optional.of("slow")).failure().orElseThrow().message())
                .isEqualTo("--id: a run 'slow' is just starting; choose another name, or wait");
        assertThat(List.of(start("any", Optional.empty()).unwrap().id(), start("any", Optional.empty()).unwrap().id()))
                .containsExactly("any-1", "any-2");
        goOn.countDown();
        assertThat(slow.get().unwrap().id()).isEqualTo("slow");
        assertThat(start("again", Optional.of("slow")).failure().orElseThrow().message())
                .contains("there is a run 'slow' already");
    }
}
