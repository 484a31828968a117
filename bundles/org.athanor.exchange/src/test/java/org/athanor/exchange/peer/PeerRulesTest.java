package org.athanor.exchange.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.athanor.api.peer.Peers;
import org.athanor.api.plugin.Problem;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.probe.UsingPlugin;
import org.athanor.exchange.probe.kind.Agent;
import org.athanor.exchange.probe.kind.Lexicon;
import org.athanor.exchange.probe.kind.Provider;
import org.athanor.exchange.testing.ServingContainer;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class PeerRulesTest extends WithAgents {

    private String refused(String plugins) {
        return container().start("talk", plugins).failure().map(Problem::message).orElse("it began");
    }

    @Test
    void aPluginDoesNotStartWithoutThePeersThatItNeeds() throws BundleException {
        agent("Provider");
        provider("1");
        assertThat(refused("agent")).isEqualTo("agent:agent needs a plugin of Provider, and the session has none; "
                + "let one take part, or leave out what needs it");
        assertThat(refused("agent, provider, {use: provider, as: spare}")).isEqualTo("agent:agent uses the only plugin "
                + "of Provider, and there are provider:provider and provider:provider in slot spare; "
                + "leave one of them out");
    }

    @Test
    void aPeerThatIsNamedMustBeThereAndOfThatKind() throws BundleException {
        agent("Provider@spare");
        provider("1");
        container().plugin(Lexicon.class, "spare", "1", UsingPlugin.class, "");
        assertThat(refused("agent, provider")).isEqualTo("agent:agent needs a plugin of Provider in slot 'spare', "
                + "which is empty; one of provider");
        assertThat(refused("agent, {use: provider, as: spar}")).endsWith("which is empty; did you mean 'spar'?");
        assertThat(refused("agent, provider, spare")).isEqualTo("agent:agent needs a plugin of Provider in slot "
                + "'spare', where lexicon:spare is; of that kind are provider");
        assertThat(ask(session("agent, {use: provider, as: spare}"), "hello")).isEqualTo("agent 1 > spare 1");
    }

    @Test
    void aCircleIsRefusedAndItsPathTold() throws BundleException {
        agent("Provider");
        container().plugin(Provider.class, "provider", "1", UsingPlugin.class, "Lexicon");
        container().plugin(Lexicon.class, "lexicon", "1", UsingPlugin.class, "?Agent@agent");
        container().plugin(Lexicon.class, "words", "1", UsingPlugin.class, "Agent@agent");
        assertThat(refused("agent, provider, words")).isEqualTo("the plugins in these slots use one another in a "
                + "circle: agent -> provider -> words -> agent; leave one of them out, or let one do without the next");
        Session session = session("agent, provider, lexicon");
        assertThat(ServingContainer.ask(session, "agent", "hello").failure()).map(Problem::message)
                .hasValueSatisfying(message -> assertThat(message).contains("agent -> provider -> lexicon -> agent"));
    }

    @Test
    void whoeverAsksLaterIsAnsweredByTheSameRules() throws BundleException {
        agent("laterProvider@provider");
        provider("1");
        Session session = session("agent, provider");
        assertThat(ask(session, "hello")).isEqualTo("agent 1 > provider 1");
        assertThat(removal(session, "provider")).isEqualTo("agent:agent needs a plugin of Provider in slot 'provider', "
                + "which is empty; let one take part, or leave out what needs it");
        session.stop();
        assertThat(ServingContainer.ask(container().start("alone", "agent").unwrap(), "agent", "hello").failure())
                .map(Problem::message).contains("agent:agent needs a plugin of Provider in slot 'provider', "
                        + "which is empty; let one take part, or leave out what needs it");
    }

    @Test
    void aPeerThatIsNeededIsNotRemovedAndAnyOtherIs() throws BundleException {
        agent("Provider ?Lexicon@lexicon");
        provider("1");
        container().plugin(Lexicon.class, "lexicon", "1", UsingPlugin.class, "");
        Session session = session("agent, provider, lexicon");
        assertThat(ask(session, "hello")).isEqualTo("agent 1 > provider 1 > lexicon 1");
        assertThat(removal(session, "provider")).isEqualTo("agent:agent needs a plugin of Provider, and the session "
                + "has none; let one take part, or leave out what needs it");
        assertThat(removal(session, "lexicon")).isEqualTo("removed");
        assertThat(ask(session, "hello")).isEqualTo("agent 1 > provider 1");
    }

    @Test
    void aSessionWaitsForAPeerThatIsStoppedAndNeeded() throws Exception {
        agent("Provider");
        Bundle provider = provider("1");
        Session session = session("agent, provider");
        provider.stop();
        assertThat(session.status().state()).isEqualTo(State.WAITING);
        assertThat(session.status().detail()).isEqualTo("provider:provider");
        assertThat(ServingContainer.ask(session, "agent", "hello").failure()).map(Problem::message)
                .hasValueSatisfying(message -> assertThat(message).contains("provider:provider has stopped"));
        provider.start();
        ServingContainer.awaitGeneration(session, 2);
        assertThat(session.status().state()).isEqualTo(State.RUNNING);
        assertThat(ask(session, "hello")).isEqualTo("agent 1 > provider 1");
    }

    @Test
    void aPluginThatIsStoppedAndBackAsksAnew() throws Exception {
        Bundle agent = agent("Provider");
        provider("1");
        Session session = session("agent, provider");
        assertThat(removal(session, "provider")).contains("agent:agent needs");
        agent.stop();
        agent.start();
        ServingContainer.awaitGeneration(session, 2);
        assertThat(ask(session, "hello")).isEqualTo("agent 1 > provider 1");
        assertThat(removal(session, "provider")).contains("agent:agent needs");
        agent.stop();
        assertThat(removal(session, "provider")).isEqualTo("removed");
        assertThat(container().context().getServiceReferences(Peers.class, "(athanor.session.instance=talk~agent~*)"))
                .isEmpty();
    }

    @Test
    void noPeerIsCalledWhileAPluginIsConstructed() throws BundleException {
        agent("nowProvider");
        provider("1");
        assertThat(refused("agent, provider")).isEqualTo("agent:agent 1.0.0: does not start: agent:agent is not in use"
                + ", and calls no other plugin");
    }

    private static String removal(Session session, String slot) {
        return session.prepare(List.of(new Change(slot, session.bindings().stream().filter(binding -> binding.slot()
                .equals(slot)).findFirst().map(Session.Binding::bundle), Optional.empty())), SwapPolicy.unchecked())
                .flatMap(exchange -> exchange.commit().flatMap(step -> exchange.drain())).map(done -> "removed")
                .orElse(Problem::message);
    }
}
