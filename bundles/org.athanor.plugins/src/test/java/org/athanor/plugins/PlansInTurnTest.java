package org.athanor.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.athanor.plugins.TestContainer.assertCommitted;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Result;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

/** Plans are applied one after the other, and only to the container that they were made for. */
class PlansInTurnTest extends TokenizerInUse {

    @Test
    void refusesAStalePlanAndSaysWhatChanged() throws BundleException, IOException {
        Path jar = tok("1.1.0");
        Plan plan = container.plugins().plan(Operation.UPGRADE, jar.toString()).unwrap();
        session.uses("logger", "log",
                container.distribution(TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar")));
        assertThat(container.plugins().apply(plan, ApplyOptions.standard("test")).failure().orElseThrow().message())
                .contains("the plan is stale, its hash no longer fits", "new: bundle", "org.example.log");

        Plan second = container.plugins().plan(Operation.UPGRADE, jar.toString()).unwrap();
        Files.write(jar, TestJar.tokenizer("org.example.tok", "1.1.0", "tok").header("X", "y").bytes());
        assertThat(container.plugins().apply(second, ApplyOptions.standard("test")).failure().orElseThrow().message())
                .contains("the jar is another");
        assertThat(container.only("org.example.tok")).isEqualTo(old);
    }

    @Test
    void doesNotCareForChangesThatDoNotConcernThePlan() throws BundleException {
        Plan plan = container.plugins().plan(Operation.UPGRADE, tok("1.1.0").toString()).unwrap();
        container.distribution(TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar"));
        assertCommitted(container.plugins().apply(plan, ApplyOptions.standard("test")));
    }

    @Test
    void plansAChangeWhenItsTurnHasComeSoThatNoneMakesAnotherStale() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int number = 0; number < 4; number++) {
                String name = "log" + number;
                session.uses("logger", name, container.distribution(
                        TestJar.logger("org.example." + name, "1.0.0", name).in(jars, name + ".jar")));
            }
            List<Future<Result<Applied>>> changes = IntStream.range(0, 4).mapToObj(number -> threads.submit(() ->
                    container.plugins().change(Operation.UPGRADE, List.of(TestJar.logger("org.example.log" + number,
                            "1.1.0", "log" + number).in(jars, number + ".jar").toString()),
                            ApplyOptions.standard("test"), plan -> { }))).toList();
            for (Future<Result<Applied>> change : changes) {
                assertCommitted(change.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void endsTheWaitForAnotherChangeWhenItIsInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Result<Applied>> first = threads.submit(() -> container.plugins().change(Operation.UPGRADE,
                    List.of(tok("1.1.0").toString()), ApplyOptions.standard("test"), plan -> {
                        begun.countDown();
                        await(goOn);
                    }));
            begun.await();
            Thread.currentThread().interrupt();
            Result<Applied> second = container.run(Operation.STOP, "tok");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(second.failure().orElseThrow().message()).contains("tok: interrupted while other changes");
            goOn.countDown();
            assertCommitted(first.get());
        } finally {
            goOn.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void keepsNobodyWaitingWhileAJarIsFetched() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        byte[] content = Files.readAllBytes(tok("1.1.0"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/tok.jar", exchange -> {
            asked.countDown();
            exchange.sendResponseHeaders(200, content.length);
            int sent = 0;
            // Whoever downloads gives up when nothing comes for a while.
            while (!await(answer, 1)) {
                exchange.getResponseBody().write(content, sent++, 1);
                exchange.getResponseBody().flush();
            }
            exchange.getResponseBody().write(content, sent, content.length - sent);
            exchange.close();
        });
        server.start();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            String url = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                    + server.getAddress().getPort() + "/tok.jar";
            Future<Result<Applied>> slow = threads.submit(() -> container.run(Operation.UPGRADE, url));
            asked.await();
            assertCommitted(threads.submit(() -> container.run(Operation.INSTALL, TestJar.logger("org.example.log",
                    "1.0.0", "log").in(jars, "log.jar"))).get());
            answer.countDown();
            assertCommitted(slow.get());
        } finally {
            answer.countDown();
            threads.shutdownNow();
            server.stop(0);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean await(CountDownLatch latch, long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Test
    void makesChangesOneAfterTheOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Result<Applied>>> changes = IntStream.range(0, 8).mapToObj(number -> threads.submit(() ->
                    container.run(Operation.INSTALL, TestJar.logger("org.example.log" + number, "1.0.0", "log" + number)
                            .in(jars, number + ".jar")))).toList();
            for (Future<Result<Applied>> change : changes) {
                assertCommitted(change.get());
            }
        } finally {
            threads.shutdownNow();
        }
        String plan = "";
        for (Map<String, Object> line : container.plugins().history(1000)) {
            plan = "apply".equals(line.get("type")) ? String.valueOf(line.get("plan")) : plan;
            assertThat(line).containsEntry("plan", plan);
        }
        assertThat(container.plugins().list()).hasSize(9);
    }

    private Path tok(String version) {
        return TestJar.tokenizer("org.example.tok", version, "tok").in(jars, "tok-" + version + ".jar");
    }
}
