package org.athanor.plugins.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.testing.JournalBundle;
import org.athanor.exchange.testing.SessionContainer;
import org.athanor.plugins.PluginManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * A plan for three real sessions switches all of them or none, whatever one of them does at any point of the plan, and
 * the ledgers say which.
 */
class SessionsTogetherTest {

    private static final int SESSIONS = 3;

    /** What one of the sessions does. */
    private enum Fault {
        STOPS, FAILS, CHANGES, REFUSES, HANGS
    }

    @TempDir
    private Path home;
    private SessionContainer container;
    private final WatchedLedgers ledgers = new WatchedLedgers();
    private PluginManager plugins;
    private BundleRef used;
    private int upgrades;

    @BeforeEach
    void start() throws Exception {
        container = new SessionContainer(home);
        plugins = new PluginManager(container.context(), ledgers, container.service(ServiceComponentRuntime.class));
        JournalBundle first = new JournalBundle("1.0.0", "Integer", "");
        container.bring("journal", first.jar());
        used = first.ref();
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    private List<Session> sessions() throws IOException {
        List<Session> sessions = new ArrayList<>();
        for (int number = 1; number <= SESSIONS; number++) {
            sessions.add(container.run("run-" + upgrades + "-" + number,
                    "work: counting\nplugins: [journal]\njournal: {every: 3}\n"));
        }
        return sessions;
    }

    private Applied upgrade(BundleRef next, SwapPolicy policy) throws IOException {
        Path jar = Files.write(home.resolve("journal-" + next.version() + ".jar"),
                new JournalBundle(next.version(), upgrades % 2 == 0 ? "Integer" : "Long", "").jar());
        return plugins.change(Operation.UPGRADE, List.of(jar.toString()), new ApplyOptions(policy, "test"),
                plan -> { }).unwrap();
    }

    /** Returns what lets a fault begin; what is asked of the session afterwards meets it. */
    private Runnable fault(Fault fault, Session session, CountDownLatch end) {
        CountDownLatch began = new CountDownLatch(1);
        return switch (fault) {
            case STOPS -> () -> session.stop().unwrap();
            case FAILS -> () -> {
                container.work().beforeStep(session.id(), () -> {
                    began.countDown();
                    throw new IllegalStateException("this session has lost count");
                });
                awaitQuietly(began);
            };
            case CHANGES -> () -> {
                Exchange other = session.prepare(List.of(JournalBundle.change(used, used, Map.of("every", "5"))),
                        SwapPolicy.unchecked()).unwrap();
                other.commit().unwrap();
                other.drain().unwrap();
            };
            case REFUSES -> () -> container.work().atTakeover(session.id(), () -> {
                throw new IllegalStateException("this session does not want to");
            });
            case HANGS -> () -> {
                container.work().beforeStep(session.id(), () -> {
                    began.countDown();
                    awaitQuietly(end);
                });
                awaitQuietly(began);
            };
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets one of three sessions do something at a point of a plan; returns how the plan ended. */
    private String upgradeWith(Fault fault, int culprit, String point) throws IOException {
        upgrades++;
        String what = "session " + culprit + " " + fault + " at " + point;
        BundleRef next = new BundleRef(used.symbolicName(), "1." + upgrades + ".0", "");
        List<Session> sessions = sessions();
        CountDownLatch end = new CountDownLatch(1);
        Runnable happens = fault(fault, sessions.get(culprit), end);
        ledgers.watch(line -> {
            if (line.equals(point)) {
                happens.run();
            } else if (line.equals("outcome")) {
                end.countDown();
            }
        });
        Applied applied = upgrade(next, SwapPolicy.standard().withVote(Duration.ofMillis(
                fault == Fault.HANGS ? 200 : 30_000)));
        String outcome = applied.outcome().word();
        assertThat(outcome).as("%s: %s", what, applied.message()).isIn("committed", "refused", "rolled_back");
        boolean all = outcome.equals("committed");
        for (Session session : sessions) {
            List<String> told = ledger(session, next);
            assertThat(session.swaps()).filteredOn(swap -> swap.to().equals(next.version()))
                    .extracting(swap -> swap.outcome()).as(what).isEqualTo(told);
            if (all) {
                assertThat(told).as(what).containsExactly("committed");
            } else {
                assertThat(told).as(what).isSubsetOf("refused", "rolled_back");
            }
            if (!session.status().state().ended()) {
                assertThat(session.bindings().get(0).version()).as(what).isEqualTo(all ? next.version()
                        : used.version());
                session.stop().unwrap();
            }
        }
        assertThat(plugins.history(1)).last().satisfies(line -> assertThat(line.get("outcome")).isEqualTo(outcome));
        used = all ? next : used;
        return outcome;
    }

    private List<String> ledger(Session session, BundleRef next) {
        return ledgers.lines(session.directory().resolve("ledger.jsonl")).unwrap().stream()
                .filter(line -> line.type().equals("exchanged")).map(LedgerLine::fields)
                .filter(line -> line.text("to").equals(next.version())).map(line -> line.text("outcome")).toList();
    }

    @Test
    void noneSwitchesWhenOneOfThemDoesNotWantToOrCannot() throws Exception {
        for (Fault fault : List.of(Fault.STOPS, Fault.CHANGES, Fault.REFUSES, Fault.HANGS)) {
            for (int culprit = 0; culprit < SESSIONS; culprit++) {
                for (String point : List.of("prepare end", "switch begin")) {
                    assertThat(upgradeWith(fault, culprit, point)).as("session %d %s at %s", culprit, fault, point)
                            .isEqualTo(fault == Fault.REFUSES && culprit > 0 ? "rolled_back" : "refused");
                }
            }
        }
    }

    /** A step that fails may be repeated with what comes in, or lets it be taken back, or ends its run before. */
    @Test
    void allStayOrAllGoBackWhenOneOfThemFails() throws Exception {
        for (int culprit = 0; culprit < SESSIONS; culprit++) {
            for (String point : List.of("prepare end", "switch begin", "switch end", "write_set end")) {
                upgradeWith(Fault.FAILS, culprit, point);
            }
        }
    }

    @Test
    void allStayWhenOneOfThemIsStoppedAfterTheSwitch() throws Exception {
        for (String point : List.of("switch end", "probation end", "drain begin")) {
            assertThat(upgradeWith(Fault.STOPS, 1, point)).as(point).isEqualTo("committed");
        }
    }
}
