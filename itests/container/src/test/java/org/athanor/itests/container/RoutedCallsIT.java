package org.athanor.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What becomes of calls while the router and the handlers of their route are exchanged. */
public class RoutedCallsIT extends ContainerTest {

    private static final int SWAPS = Integer.getInteger("athanor.routed.swaps");
    private static final int CALLS_PER_SECOND = 10_000;
    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(1);
    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 32, context: 32}
            data: {path: %s}
            trainer: {max_steps: 100000000, batch_size: 48, micro_batch: 24, workers: 1, seed: 7, schedule: constant}
            plugins: [-console, -jsonl, %s-a, %s-b]
            """;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(EchoHandler.MOST_CALLS);
    private Session session;

    @Before
    public void train() throws IOException {
        System.getProperties().put(EchoHandler.COUNTS, counts);
        change(Operation.INSTALL, POLICY, echo("a", "0.1.0"));
        change(Operation.INSTALL, POLICY, echo("b", "0.1.0"));
        session = start(runFile(RUN.formatted(text, name.getMethodName(), name.getMethodName())));
    }

    @After
    public void forget() {
        session.stop().unwrap();
        List.of(EchoHandler.COUNTS, EchoHandler.INSIDE, EchoHandler.LEAVE).forEach(System.getProperties()::remove);
    }

    @Test
    public void everyCallIsAnsweredOnceWhileRouterAndHandlersAreExchanged() throws InterruptedException {
        String router = plugins.info("router:round-robin").unwrap().source();
        try (Callers callers = new Callers(session, CALLS_PER_SECOND)) {
            callers.goOnFor(CALLS_PER_SECOND);
            for (int swap = 1; swap <= SWAPS; swap++) {
                String version = "0.2." + swap;
                String jar = switch (swap % 3) {
                    case 0 -> NextVersion.of(router, version, folder).toString();
                    case 1 -> echo("a", version);
                    default -> echo("b", version);
                };
                callers.exchanging(true);
                Applied applied = change(Operation.UPGRADE, POLICY, jar);
                callers.exchanging(false);
                assertTrue(applied.message(), applied.outcome() instanceof SwapOutcome.Committed);
                callers.goOnFor(CALLS_PER_SECOND / 20);
            }
            assertAnsweredOnce(callers);
        }
        assertEquals(0, ended().failedCalls());
        assertEquals(plugins.leaks().toString(), 0, plugins.loadersAlive());
    }

    @Test
    public void callsThatANewVersionFailsAreMadeAgainOnTheVersionBefore() throws InterruptedException {
        try (Callers callers = new Callers(session, CALLS_PER_SECOND)) {
            callers.goOnFor(CALLS_PER_SECOND / 10);

            Applied applied = change(Operation.UPGRADE, POLICY.withProbation(Integer.MAX_VALUE),
                    ComponentJar.of(RouteHandler.class, FailingHandler.class, handler("b"), "0.2.0", folder));

            assertTrue(applied.message(), applied.outcome() instanceof SwapOutcome.RolledBack);
            assertTrue(applied.message(), applied.message().contains("this handler fails at every call"));
            callers.goOnFor(CALLS_PER_SECOND / 10);
            assertAnsweredOnce(callers);
            assertEquals(plugins.leaks().toString(), 0, plugins.loadersAlive());
            assertEquals("whoever keeps the outcome keeps no class of the plugin", "rolled_back",
                    applied.outcome().word());
        }
        assertEquals(0, ended().failedCalls());
    }

    @Test
    public void aCallThatStaysInTheOldVersionIsNamedAndLeftAlone() throws Exception {
        CompletableFuture<Result<String>> call = staying();

        Applied applied = change(Operation.UPGRADE, POLICY.withDrain(Duration.ofSeconds(1), false),
                echo("a", "0.2.0"));

        assertTrue(applied.message(), applied.outcome() instanceof SwapOutcome.Degraded);
        assertTrue(applied.message(), applied.message().contains("by call 0 of route echo"));
        EchoHandler.left(EchoHandler.LEAVE, CountDownLatch.class).countDown();
        assertEquals("answer to 0", call.get(PATIENCE, TimeUnit.MILLISECONDS).unwrap());
        assertEquals(0, ended().failedCalls());
    }

    @Test
    public void aCallThatStaysInTheOldVersionIsCutOffWhenThatIsForced() throws Exception {
        CompletableFuture<Result<String>> call = staying();

        Applied applied = change(Operation.UPGRADE, POLICY.withDrain(Duration.ofSeconds(1), true),
                echo("a", "0.2.0"));

        assertTrue(applied.message(), applied.outcome() instanceof SwapOutcome.Committed);
        String problem = call.get(PATIENCE, TimeUnit.MILLISECONDS).failure().orElseThrow().message();
        assertTrue(problem, problem.contains("it was interrupted"));
        assertEquals(1, ended().failedCalls());
        assertEquals(plugins.leaks().toString(), 0, plugins.loadersAlive());
    }

    @Test
    public void aTextThatIsBeingWrittenIsCutOffWhenThatIsForced() throws Exception {
        CompletableFuture<Result<String>> call = CompletableFuture.supplyAsync(() ->
                session.call("generate", Map.of("tokens", "100000")));
        while (Thread.getAllStackTraces().values().stream().flatMap(Stream::of)
                .noneMatch(frame -> frame.getClassName().endsWith(".TextGenerator"))) {
            Thread.onSpinWait();
        }

        Applied applied = change(Operation.UPGRADE, POLICY.withDrain(Duration.ofSeconds(1), true),
                echo("a", "0.2.0"));

        assertTrue(applied.message(), applied.outcome() instanceof SwapOutcome.Committed);
        String problem = call.get(PATIENCE, TimeUnit.MILLISECONDS).failure().orElseThrow().message();
        assertTrue(problem, problem.contains("it was interrupted after"));
        assertEquals(plugins.leaks().toString(), 0, plugins.loadersAlive());
    }

    @Test
    public void aRunThatGoesOnInTheSameContainerAnswersAlone() throws Exception {
        String id = session.id();
        session.stop().unwrap();
        assertTrue("a stopped run still writes", session.call("generate", Map.of("tokens", "1")).isOk());

        session = sessions.resume(id, Map.of()).unwrap();

        assertEquals(1, context.getServiceReferences(RouteHandler.class, "(athanor.session.id=" + id + ")").stream()
                .filter(handler -> "generate".equals(handler.getProperty(RouteHandler.ROUTE))).count());
        assertEquals("threads of the first generations of both", 1, Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(id + "-g1-worker-0")).count());
        assertTrue(session.call("generate", Map.of("tokens", "1")).isOk());
    }

    private void assertAnsweredOnce(Callers callers) throws InterruptedException {
        int calls = callers.stop();
        assertEquals(List.of(), callers.wrong().stream().limit(10).toList());
        assertEquals("calls that were not handled exactly once", List.of(), IntStream.range(0, calls)
                .filter(id -> counts.get(id) != 1).mapToObj(id -> id + ": " + counts.get(id)).toList());
    }

    /** Makes a call that stays inside the first handler. */
    private CompletableFuture<Result<String>> staying() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        System.getProperties().put(EchoHandler.INSIDE, inside);
        System.getProperties().put(EchoHandler.LEAVE, new CountDownLatch(1));
        CompletableFuture<Result<String>> call = CompletableFuture.supplyAsync(() ->
                session.call(ComponentJar.ROUTE, Map.of(EchoHandler.ID, "0", EchoHandler.STAY, "")));
        inside.await();
        return call;
    }

    private RunReport ended() {
        session.stop().unwrap();
        return session.report().orElseThrow();
    }

    private String handler(String letter) {
        return name.getMethodName() + "-" + letter;
    }

    private String echo(String letter, String version) {
        return ComponentJar.of(RouteHandler.class, EchoHandler.class, handler(letter), version, folder);
    }

    private Applied change(Operation operation, SwapPolicy policy, String jar) {
        return plugins.change(operation, List.of(jar), new ApplyOptions(policy, "test"), plan -> { }).unwrap();
    }
}
