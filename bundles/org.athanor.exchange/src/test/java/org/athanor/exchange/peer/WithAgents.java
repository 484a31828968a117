package org.athanor.exchange.peer;

import java.nio.file.Path;
import java.util.List;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.exchange.probe.UsingPlugin;
import org.athanor.exchange.probe.kind.Agent;
import org.athanor.exchange.probe.kind.Answering;
import org.athanor.exchange.probe.kind.Lexicon;
import org.athanor.exchange.probe.kind.Provider;
import org.athanor.exchange.testing.ServingContainer;
import org.athanor.exchange.testing.ServingWork;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A container for agents, which may use providers and lexicons. */
abstract class WithAgents {

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

    final ServingContainer container() {
        return container;
    }

    final Bundle agent(String uses) throws BundleException {
        return container.plugin(Agent.class, "agent", "1", UsingPlugin.class, uses);
    }

    final Bundle provider(String version) throws BundleException {
        return container.plugin(Provider.class, "provider", version, UsingPlugin.class, "");
    }

    final Session session(String plugins) {
        return container.start("talk", plugins).unwrap();
    }

    static String ask(Session session, String question) {
        return ServingContainer.ask(session, "agent", question).unwrap();
    }
}
