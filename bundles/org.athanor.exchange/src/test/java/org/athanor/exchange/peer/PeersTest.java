package org.athanor.exchange.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.probe.Agent;
import org.athanor.exchange.probe.Answering;
import org.athanor.exchange.probe.Gate;
import org.athanor.exchange.probe.Lexicon;
import org.athanor.exchange.probe.Provider;
import org.athanor.exchange.probe.plugin.UsingPlugin;
import org.athanor.exchange.testing.ServingContainer;
import org.athanor.exchange.testing.ServingWork;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class PeersTest {

    @TempDir
    private Path folder;
    private ServingContainer container;

    @BeforeEach
    void start() throws BundleException {
        container = new ServingContainer(folder, Agent.class.getPackage(), new ServingWork(List.of(
                SlotDeclaration.many("agents", Agent.class), SlotDeclaration.many("providers", Provider.class),
                SlotDeclaration.many("lexicons", Lexicon.class)),
                (service, question) -> ((Answering) service).answer(question), (from, to, slots) -> Result.done()))
                .kind(Agent.class, true).kind(Provider.class, true).kind(Lexicon.class, false);
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    private Bundle agent(String uses) throws BundleException {
        return container.plugin(Agent.class, "agent", "1", UsingPlugin.class, uses);
    }

    private Bundle provider(String version) throws BundleException {
        return container.plugin(Provider.class, "provider", version, UsingPlugin.class, "");
    }

    private Session session(String plugins) {
        return container.start("talk", plugins).unwrap();
    }

    private String refused(String plugins) {
        return container.start("talk", plugins).failure().map(Problem::message).orElse("it began");
    }

    private static String ask(Session session, String question) {
        return ServingContainer.ask(session, "agent", question).unwrap();
    }

    private static Exchange commit(Session session, String slot, Bundle to) {
        Exchange exchange = ServingContainer.exchange(session, slot, to, SwapPolicy.unchecked()).unwrap();
        exchange.commit().unwrap();
        return exchange;
    }

    @Test
    void aPluginCallsAnotherOfItsSession() throws BundleException {
        agent("Provider");
        provider("1");
        assertThat(ask(session("agent, provider"), "hello")).isEqualTo("agent 1 > provider 1");
    }

    @Test
    void callsInFlightKeepTheOldOneAndNewCallsGetTheNewOne() throws BundleException {
        agent("Provider");
        provider("1");
        Session session = session("agent, provider");
        Gate gate = Gate.close("between");
        CompletableFuture<String> inFlight = CompletableFuture.supplyAsync(() -> ask(session, "twice between"));
        gate.awaitReached();

        Exchange exchange = commit(session, "provider", provider("2"));

        assertThat(ask(session, "hello")).isEqualTo("agent 1 > provider 2");
        gate.open();
        assertThat(inFlight.join()).isEqualTo("agent 1 > provider 1, agent 1 > provider 1");
        assertThat(exchange.drain().failure()).isEmpty();
    }
}
