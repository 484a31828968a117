package org.athanor.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.tokenizer.Tokenizer;
import org.bytedeco.pytorch.Tensor;
import org.junit.Test;
import org.osgi.framework.InvalidSyntaxException;

/** What is left of a session that has ended: its report, answers from its checkpoint, and nothing that takes room. */
public class EndedSessionsIT extends ContainerTest {

    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 32, context: 32}
            data: {path: %s}
            trainer: {max_steps: 12, batch_size: 4, micro_batch: 2, workers: 2, seed: 7, schedule: constant}
            checkpoint: {every: 5, keep: 1}
            plugins: [lora, -console]
            lora: {r: 2, target_modules: [attn.qkv]}
            """;
    private static final Map<String, String> REQUEST = Map.of("prompt", "The", "tokens", "16", "temperature", "0");

    private Session ended() throws IOException, InterruptedException {
        Session session = start(runFile(RUN.formatted(text)));
        session.await();
        return session;
    }

    @Test
    public void itAnswersFromItsCheckpointAsItDidWhileItRan() throws IOException, InterruptedException {
        Session session = start(runFile(RUN.formatted(text)));
        session.advance(11).unwrap();
        session.checkpoint().unwrap();
        String answer = session.call("generate", REQUEST).unwrap();
        session.stop().unwrap();
        assertEquals(answer, session.call("generate", REQUEST).unwrap());
        Session resumed = sessions.resume(session.id(), Map.of()).unwrap();
        resumed.await();
        assertFalse(resumed.call("generate", REQUEST).unwrap().isEmpty());
        assertEquals(List.of(), tensors(resumed));
    }

    @Test
    public void itHoldsNoTensorsAndNoThreads() throws IOException, InterruptedException {
        Session session = ended();
        session.call("generate", REQUEST).unwrap();
        assertEquals(List.of(), tensors(session));
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(session.id() + "-")).toList();
        for (Thread thread : threads) {
            thread.join(PATIENCE);
            assertFalse(thread.getName() + " has ended", thread.isAlive());
        }
    }

    private static List<String> tensors(Session session) {
        ObjectGraph all = ObjectGraph.of(List.of(session), object -> !(object.getClass().getName()
                .startsWith("org.athanor.") || object.getClass().getName().startsWith("java.util.")
                || object instanceof Object[]));
        return all.objects(Tensor.class::isInstance).stream().map(all::path).toList();
    }

    @Test
    public void onceForgottenItIsGoneWithItsPlugins() throws IOException, InterruptedException, InvalidSyntaxException {
        Session session = ended();
        String ofSession = "(athanor.session.id=" + session.id() + ")";
        assertTrue(context.getServiceReferences(Tokenizer.class, ofSession).size() > 0);
        sessions.forget(session.id()).unwrap();
        assertEquals(List.of(), List.copyOf(context.getServiceReferences(Tokenizer.class, ofSession)));
        assertEquals(Optional.empty(), sessions.find(session.id()));
        assertTrue(Files.exists(session.directory().resolve("report.json")));
        Problem unknown = sessions.forget(session.id()).failure().orElseThrow();
        assertEquals(Problem.Kind.NOT_FOUND, unknown.kind());
        assertTrue(unknown.message().startsWith("there is no session '" + session.id() + "'"));
        assertEquals(State.COMPLETED, sessions.resume(session.id(), Map.of("trainer.max_steps", "15"))
                .map(EndedSessionsIT::endOf).unwrap());
    }

    private static State endOf(Session session) {
        try {
            session.await();
            return session.status().state();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    public void aSessionThatRunsIsNotForgotten() throws IOException {
        Session session = start(runFile(RUN.formatted(text)));
        session.advance(3).unwrap();
        assertEquals("the run has not ended", sessions.forget(session.id()).failure().orElseThrow().message()
                .replaceAll(".*: (the run has not ended);.*", "$1"));
        session.stop().unwrap();
    }
}
