package org.athanor.itests.container;

import static org.athanor.itests.container.SlotExchanges.checkpoints;
import static org.athanor.itests.container.SlotExchanges.exchange;
import static org.athanor.itests.container.SlotExchanges.incoming;
import static org.athanor.itests.container.SlotExchanges.lose;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.Session;
import org.junit.Before;
import org.junit.Test;

/** The checkpoints of a run go along when its storage is exchanged, and a run that died goes on exactly. */
public class StorageSlotIT extends ContainerTest {

    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 16, context: 16}
            data: {path: %s}
            trainer: {max_steps: 40, batch_size: 2, micro_batch: 1, workers: 1, seed: 7, schedule: constant}
            checkpoint: {every: 10, keep: 2}
            plugins: [-console]
            """;

    private Session plain;

    @Before
    public void runUntouched() throws Exception {
        plain = sessions.start(runFile(RUN.formatted(text)), Map.of(), Optional.of(name.getMethodName() + "-plain"))
                .unwrap();
        assertEquals("completed", plain.await().status());
    }

    private Session paused() {
        return sessions.repeat(plain.directory(), Map.of(), Optional.of(name.getMethodName())).unwrap();
    }

    private Session resumed() {
        return sessions.resume(name.getMethodName(), Map.of()).unwrap();
    }

    private void use(Session session, String storage, Map<String, String> settings) throws InterruptedException {
        PluginInfo plugin = plugins.info("storage:" + storage).unwrap();
        exchange(session, "storage", Optional.of(incoming("storage", storage, new BundleRef(
                plugin.descriptor().bundle(), plugin.descriptor().version().toString(), ""), settings)));
    }

    private void assertSame(Session session) throws Exception {
        assertEquals(plain.await().text("parameters_sha256"), session.await().text("parameters_sha256"));
        assertEquals(metrics(plain), metrics(session));
    }

    private static String metrics(Session session) throws IOException {
        return Files.readString(session.directory().resolve("metrics.jsonl"));
    }

    private static String storage(Session session) {
        return SlotExchanges.binding(session, "storage").id();
    }

    @Test
    public void whatWasOnlyInMemoryIsDoneAgain() throws Exception {
        Session session = paused();
        session.advance(13).unwrap();
        use(session, "memory", Map.of());
        session.advance(27).unwrap();
        session.stop().unwrap();
        assertEquals(List.of(10L), checkpoints(session.directory()));
        assertTrue(Files.readString(session.directory().resolve("ledger.jsonl")).contains("checkpoints go to "
                + "storage:memory and no longer survive the process: a run that is killed goes on from step 10, which "
                + "storage:file keeps"));

        Session on = resumed();
        assertSame(on);
        assertEquals("the exchange is made again", "storage:memory", storage(on));
        assertEquals(List.of(10L), checkpoints(on.directory()));
        assertSame(resumed());
    }

    @Test
    public void whatWasInMemoryComesBackToTheFiles() throws Exception {
        Session session = paused();
        session.advance(13).unwrap();
        use(session, "memory", Map.of());
        session.advance(25).unwrap();
        use(session, "file", Map.of());
        assertEquals(List.of(10L, 20L), checkpoints(session.directory()));
        session.advance(27).unwrap();
        lose(session, session.directory().resolve("checkpoints"));

        Session on = resumed();
        assertEquals("storage:file", storage(on));
        assertSame(on);
    }

    @Test
    public void theNewestCheckpointIsFoundInAnotherFolder() throws Exception {
        Path other = folder.resolve("other");
        Session session = paused();
        session.advance(13).unwrap();
        use(session, "file", Map.of("path", other.toString()));
        session.advance(27).unwrap();
        lose(session, other.resolve(session.id()).resolve("checkpoints"));
        assertEquals(List.of(10L), checkpoints(session.directory()));

        Session on = resumed();
        assertSame(on);
        assertEquals(List.of(30L, 40L), checkpoints(other.resolve(session.id())));

        Session back = sessions.resume(name.getMethodName(), Map.of("resume.step", "10")).unwrap();
        assertEquals(plain.await().text("parameters_sha256"), back.await().text("parameters_sha256"));
        assertEquals(List.of(10L), checkpoints(session.directory()));
        assertEquals(List.of(30L, 40L), checkpoints(other.resolve(session.id())));
    }
}
