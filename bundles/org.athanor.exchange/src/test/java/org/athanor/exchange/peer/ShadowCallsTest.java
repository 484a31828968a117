package org.athanor.exchange.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.probe.UsingPlugin;
import org.athanor.exchange.probe.kind.Agent;
import org.athanor.exchange.probe.kind.Answering;
import org.athanor.exchange.probe.kind.Gate;
import org.athanor.exchange.probe.kind.Lexicon;
import org.athanor.exchange.probe.kind.Provider;
import org.athanor.exchange.testing.ServingContainer;
import org.athanor.exchange.testing.ServingWork;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.ThreadPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class ShadowCallsTest {

    /** Whose threads a work compares on. */
    enum Threads {

        /** The one that asks for the shadow. */
        CALLING,
        /** Those of the generation that is asked. */
        OF_THE_GENERATION,
        /** Some that the shadow starts as generations do. */
        OF_THE_SHADOW,
        /** One that nobody knows of. */
        UNKNOWN;

        String run(Generation generation, Supplier<String> question) {
            return switch (this) {
                case CALLING -> question.get();
                case OF_THE_GENERATION -> generation.threads().call(question::get);
                case OF_THE_SHADOW -> {
                    try (GenerationThreads threads = new GenerationThreads("shadow", ThreadPlan.SINGLE)) {
                        yield threads.within(60_000, question::get);
                    }
                }
                case UNKNOWN -> CompletableFuture.supplyAsync(question, task -> new Thread(task).start()).join();
            };
        }
    }

    @TempDir
    private Path folder;
    private ServingContainer container;
    private Threads threads = Threads.CALLING;
    private String question = "hello";

    @BeforeEach
    void start() throws BundleException {
        container = new ServingContainer(folder, Agent.class.getPackage(), new ServingWork(List.of(
                SlotDeclaration.many("agents", Agent.class), SlotDeclaration.many("providers", Provider.class),
                SlotDeclaration.many("lexicons", Lexicon.class)),
                (service, text) -> ((Answering) service).answer(text), this::compare))
                .kind(Agent.class, true).kind(Provider.class, true).kind(Lexicon.class, false);
        container.plugin(Provider.class, "provider", "1", UsingPlugin.class, "");
        container.plugin(Lexicon.class, "lexicon", "1", UsingPlugin.class, "");
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    private Result<Result.Done> compare(Generation from, Generation to, List<String> slots) {
        String before = answer(from);
        String after = answer(to);
        return before.equals(after) ? Result.done() : Result.err(Problem.of(Problem.Kind.REFUSED,
                "answers '" + after + "', not '" + before + "'"));
    }

    private String answer(Generation generation) {
        Answering agent = generation.requiredService("agent", Answering.class);
        try {
            return threads.run(generation, () -> agent.answer(question));
        } catch (ProblemException e) {
            return e.problem().message();
        } catch (RuntimeException e) {
            return String.valueOf(e.getCause());
        }
    }

    private Bundle agent(String version, String uses) throws BundleException {
        return container.plugin(Agent.class, "agent", version, UsingPlugin.class, uses);
    }

    private static Exchange prepared(Session session, String slot, Bundle to) {
        return ServingContainer.exchange(session, slot, to, SwapPolicy.standard().withProbation(1)).unwrap();
    }

    private static String ask(Session session) {
        return ServingContainer.ask(session, "agent", "hello").unwrap();
    }

    @ParameterizedTest
    @EnumSource
    void noShadowCallsAPeerWithSideEffects(Threads whose) throws Exception {
        threads = whose;
        agent("1", "Provider");
        Session session = container.start("talk", "agent, provider").unwrap();
        Gate gate = Gate.close("provider");
        question = "during provider";

        Exchange exchange = prepared(session, "agent", agent("2", "Provider"));

        // Whoever came to the gate would wait there.
        assertThat(exchange.shadow().failure()).isEmpty();
        gate.open();
        assertThat(Files.readString(session.directory().resolve("ledger.jsonl")))
                .contains("\"type\":\"shadow\"").contains("\"not_called\":[\"provider:provider\"]");
        exchange.commit().unwrap();
        assertThat(ask(session)).isEqualTo("agent 2 > provider 1");
    }

    @ParameterizedTest
    @EnumSource
    void aShadowCallsPeersThatOnlyComputeAndFindsADifference(Threads whose) throws BundleException {
        threads = whose;
        agent("1", "Lexicon");
        Session session = container.start("talk", "agent, lexicon").unwrap();
        Exchange exchange = prepared(session, "agent", agent("2", "Lexicon"));
        assertThat(exchange.shadow().failure()).map(Problem::message)
                .contains("answers 'agent 2 > lexicon 1', not 'agent 1 > lexicon 1'");
    }

    @Test
    void eachSideOfAShadowMeetsItsOwnPeers() throws BundleException {
        threads = Threads.OF_THE_GENERATION;
        agent("1", "Lexicon");
        Session session = container.start("talk", "agent, lexicon").unwrap();
        Exchange exchange = prepared(session, "lexicon", container.plugin(Lexicon.class, "lexicon", "2",
                UsingPlugin.class, ""));
        assertThat(exchange.shadow().failure()).map(Problem::message)
                .contains("answers 'agent 1 > lexicon 2', not 'agent 1 > lexicon 1'");
    }

    @Test
    void callsOfTheSessionGoOnBesideAShadow() throws BundleException {
        threads = Threads.OF_THE_GENERATION;
        agent("1", "Lexicon ?Provider@provider");
        Session session = container.start("talk", "agent, provider, lexicon").unwrap();
        Gate gate = Gate.close("lexicon");
        question = "during lexicon";
        Exchange exchange = prepared(session, "agent", agent("2", "Lexicon ?Provider@provider"));
        CompletableFuture<Result<Result.Done>> shadow = CompletableFuture.supplyAsync(exchange::shadow);
        gate.awaitReached();
        assertThat(ask(session)).isEqualTo("agent 1 > lexicon 1 > provider 1");
        gate.open();
        assertThat(shadow.join().failure()).isEmpty();
        assertThat(ask(session)).isEqualTo("agent 1 > lexicon 1 > provider 1");
    }

    @Test
    void whatAPluginDoesWrongMayBeTheFaultOfOneThatItUses() throws BundleException {
        agent("1", "Provider");
        Session session = container.start("talk", "agent, provider").unwrap();
        Exchange exchange = prepared(session, "provider", container.plugin(Provider.class, "provider", "2",
                UsingPlugin.class, "laterLexicon@nowhere"));
        exchange.commit().unwrap();
        assertThat(ServingContainer.ask(session, "agent", "hello").unwrap()).isEqualTo("agent 1 > provider 1");
        assertThat(session.swaps()).extracting(swap -> swap.outcome()).containsExactly("rolled_back");
    }
}
