package org.athanor.exchange.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.probe.UsingPlugin;
import org.athanor.exchange.probe.kind.Gate;
import org.athanor.exchange.probe.kind.Lexicon;
import org.athanor.exchange.probe.kind.Provider;
import org.athanor.exchange.testing.ServingContainer;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class PeersTest extends WithAgents {

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

    @Test
    void aThreadOfThePluginsOwnMeetsWhatIsInUse() throws BundleException {
        agent("Provider");
        provider("1");
        Session session = session("agent, provider");
        Gate gate = Gate.close("own");
        CompletableFuture<String> inFlight = CompletableFuture.supplyAsync(() -> ask(session, "own twice own"));
        gate.awaitReached();
        commit(session, "provider", provider("2"));
        gate.open();
        assertThat(inFlight.join()).isEqualTo("agent 1 > provider 1, agent 1 > provider 2");
    }

    @Test
    void aCallOnAThreadOfThePluginsOwnKeepsTheOldOneUntilItEnds() throws BundleException {
        agent("Provider");
        provider("1");
        Session session = session("agent, provider");
        Gate gate = Gate.close("call");
        CompletableFuture<String> inFlight = CompletableFuture.supplyAsync(() -> ask(session, "own during call"));
        gate.awaitReached();
        Exchange exchange = commit(session, "provider", provider("2"));
        CompletableFuture<Result<Result.Done>> drained = CompletableFuture.supplyAsync(exchange::drain);
        gate.open();
        assertThat(inFlight.join()).isEqualTo("agent 1 > provider 1");
        assertThat(drained.join().failure()).isEmpty();
    }

    @Test
    void aLeaseHoldsOneVersion() throws BundleException {
        agent("Provider");
        provider("1");
        Session session = session("agent, provider");
        Gate gate = Gate.close("kept");
        ask(session, "detached lease kept");
        gate.awaitReached();
        Exchange exchange = commit(session, "provider", provider("2"));
        gate.open();
        assertThat(Gate.said()).isEqualTo("agent 1 > provider 1, provider 1");
        assertThat(exchange.drain().failure()).isEmpty();
    }

    @Test
    void aLeaseIsWithdrawnWhenAnExchangeHasWaitedForIt() throws BundleException {
        agent("Provider");
        provider("1");
        Session session = session("agent, provider");
        Gate gate = Gate.close("withdrawn");
        ask(session, "detached lease withdrawn");
        gate.awaitReached();
        Exchange exchange = ServingContainer.exchange(session, "provider", provider("2"), SwapPolicy.unchecked()
                .withDrain(Duration.ofMillis(50), false)).unwrap();
        exchange.commit().unwrap();
        assertThat(exchange.drain().failure()).isEmpty();
        gate.open();
        assertThat(Gate.said()).contains("agent:agent uses Provider: the lease is closed, or was withdrawn");
        assertThat(ask(session, "hello")).isEqualTo("agent 1 > provider 2");
    }

    @Test
    void noCallFailsWhileAPeerIsExchanged() throws BundleException {
        agent("Provider Lexicon");
        List<Bundle> versions = List.of(provider("1"), provider("2"));
        container().plugin(Lexicon.class, "lexicon", "1", UsingPlugin.class, "Provider");
        Session session = session("agent, provider, lexicon");
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Set<String>>> callers = IntStream.range(0, 2).mapToObj(number ->
                CompletableFuture.supplyAsync(() -> {
                    Set<String> answers = new TreeSet<>();
                    while (!over.get()) {
                        answers.add(ask(session, number == 0 ? "hello" : "own hello"));
                    }
                    return answers;
                }, task -> new Thread(task).start())).toList();
        for (int round = 0; round < 10; round++) {
            assertThat(commit(session, "provider", versions.get(round % 2)).drain().failure()).isEmpty();
        }
        over.set(true);
        assertThat(callers.get(0).join()).isSubsetOf("agent 1 > provider 1 > lexicon 1 > provider 1",
                "agent 1 > provider 2 > lexicon 1 > provider 2");
        callers.forEach(CompletableFuture::join);
    }

    @Test
    void eachSessionHasPeersOfItsOwn() throws BundleException {
        agent("Provider");
        provider("1");
        Session one = container().start("one", "agent, provider").unwrap();
        Session other = container().start("other", "agent, provider").unwrap();
        commit(one, "provider", provider("2"));
        assertThat(ask(one, "hello")).isEqualTo("agent 1 > provider 2");
        assertThat(ask(other, "hello")).isEqualTo("agent 1 > provider 1");
    }

    @Test
    void slotsOfAKindAreThoseOfTheCallThatIsServed() throws BundleException {
        agent("");
        provider("1");
        Session session = session("agent, provider, {use: provider, as: spare}");
        assertThat(ask(session, "slots")).isEqualTo("provider spare");
        assertThat(removal(session, "spare")).isEqualTo("removed");
        assertThat(ask(session, "slots")).isEqualTo("provider");
    }

    private static String removal(Session session, String slot) {
        return session.prepare(List.of(new Change(slot, session.bindings().stream().filter(binding -> binding.slot()
                .equals(slot)).findFirst().map(Session.Binding::bundle), Optional.empty())), SwapPolicy.unchecked())
                .flatMap(exchange -> exchange.commit().flatMap(step -> exchange.drain())).map(done -> "removed")
                .orElse(Problem::message);
    }
}
