package org.athanor.exchange.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.exchange.probe.UsingPlugin;
import org.athanor.exchange.probe.kind.Agent;
import org.athanor.exchange.probe.kind.Answering;
import org.athanor.exchange.testing.ServingContainer;
import org.athanor.exchange.testing.ServingWork;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;

class KindBundlesTest {

    @TempDir
    private Path folder;
    private ServingContainer container;

    @BeforeEach
    void start() throws BundleException {
        container = new ServingContainer(folder, Agent.class.getPackage(), new ServingWork(List.of(
                SlotDeclaration.many("agents", Agent.class)),
                (service, question) -> ((Answering) service).answer(question), (from, to, slots) -> Result.done()))
                .kind(Agent.class, true);
        container.plugin(Agent.class, "agent", "1", UsingPlugin.class, "");
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    private Bundle kind() {
        return Stream.of(container.context().getBundles()).filter(bundle -> bundle.getSymbolicName()
                .equals("kind.agent")).findFirst().orElseThrow();
    }

    /** Changes a bundle; returns when whoever follows bundles has heard of it, and the session has reacted. */
    private void heard(Session session, int event, Change change) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        BundleListener listener = heard -> {
            if (heard.getType() == event) {
                told.countDown();
            }
        };
        container.context().addBundleListener(listener);
        change.make();
        assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
        container.context().removeBundleListener(listener);
        session.checkpoint();
    }

    /** Changes a bundle. */
    private interface Change {
        void make() throws BundleException;
    }

    private static String ask(Session session) {
        return ServingContainer.ask(session, "agent", "hello").unwrap();
    }

    @Test
    void aSessionWaitsForAKindWhoseBundleHasStopped() throws Exception {
        Session session = container.start("talk", "agent").unwrap();
        heard(session, BundleEvent.STOPPED, kind()::stop);
        assertThat(session.status().state()).isEqualTo(State.WAITING);
        assertThat(session.status().detail()).isEqualTo("the kind agent");
        heard(session, BundleEvent.STARTED, kind()::start);
        assertThat(session.status().state()).isEqualTo(State.RUNNING);
        assertThat(ask(session)).isEqualTo("agent 1");
    }

    @Test
    void aSessionWaitsForAKindWhoseBundleIsUninstalledAndGoesOnWhenThereIsOneAgain() throws Exception {
        Session session = container.start("talk", "agent").unwrap();
        heard(session, BundleEvent.UNINSTALLED, kind()::uninstall);
        assertThat(session.status().state()).isEqualTo(State.WAITING);
        heard(session, BundleEvent.STARTED, () -> container.kind(Agent.class, true));
        assertThat(session.status().state()).isEqualTo(State.RUNNING);
        assertThat(ask(session)).isEqualTo("agent 1");
    }

    @Test
    void noSessionBeginsWithoutTheBundleOfAKind() throws BundleException {
        kind().stop();
        assertThat(container.start("talk", "agent").failure()).map(Problem::message)
                .contains("agent:agent: the bundle that brings the kind agent has stopped; start it");
    }
}
