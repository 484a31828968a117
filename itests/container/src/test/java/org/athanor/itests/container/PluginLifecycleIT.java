package org.athanor.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Problem;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapRecord;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** What becomes of a running session when its plugins come, change and go. */
public class PluginLifecycleIT extends ContainerTest {

    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 32, context: 32}
            tokenizer: {type: byte}
            data: {path: %s}
            trainer: {max_steps: 1000000, batch_size: 4, micro_batch: 2, workers: 2, seed: 7, schedule: constant}
            plugins: [lora, jsonl]
            lora: {r: 2, target_modules: [attn.qkv]}
            """;

    private Session session;

    @Before
    public void train() throws IOException {
        session = start(runFile(RUN.formatted(text)));
        advance();
    }

    @After
    public void stop() {
        session.stop().unwrap();
        assertEquals(0, session.report().orElseThrow().failedCalls());
        assertTrue(plugins.verifyHistory().isOk());
    }

    @Test
    public void anInstalledPluginIsThereAndTheSessionIsNotTouched() {
        String location = plugins.info("storage:memory").unwrap().source();
        apply(Operation.UNINSTALL, "storage:memory");
        assertFalse(plugins.info("storage:memory").isOk());
        List<Binding> before = session.bindings();

        Applied applied = apply(Operation.INSTALL, NextVersion.of(location, "0.2.0", folder).toString());

        assertTrue(applied.plan().sessions().isEmpty());
        assertEquals("active", plugins.info("storage:memory").unwrap().state());
        assertEquals("0.2.0", plugins.info("storage:memory").unwrap().descriptor().version().toString());
        advance();
        assertEquals(before, session.bindings());
    }

    @Test
    public void anUpgradeBindsTheNewVersionAndRemovesTheOld() {
        Binding before = binding("lora").orElseThrow();

        Applied applied = apply(Operation.UPGRADE, next("lora", "0.2.0"));

        Plan plan = applied.plan();
        assertEquals(Optional.of(before.version()), plan.from());
        assertEquals(Optional.of("0.2.0"), plan.to());
        assertEquals(List.of(session.id()), plan.sessions());
        assertEquals(List.of(), plan.refreshed());
        Binding after = binding("lora").orElseThrow();
        assertEquals("0.2.0", after.version());
        assertEquals("lora", after.slot());
        assertEquals("patcher:lora", after.id());
        assertNotEquals(before.bundle(), after.bundle());
        assertTrue(after.alive());
        assertEquals(Optional.empty(), installed(before));
        SwapRecord swap = session.swaps().get(0);
        assertEquals("committed", swap.outcome());
        assertEquals("lora", swap.slot());
        assertEquals("patcher", swap.kind());
        assertLedgerTells(plan, "upgrade", "committed");
        assertEquals(plugins.leaks().toString(), 0, plugins.loadersAlive());
        apply(Operation.ROLLBACK, "lora");
    }

    @Test
    public void aRollbackBindsTheVersionBefore() {
        String before = binding("byte").orElseThrow().version();
        apply(Operation.UPGRADE, next("byte", "0.2.0"));
        advance();

        Applied applied = apply(Operation.ROLLBACK, "byte");

        assertEquals(Optional.of("0.2.0"), applied.plan().from());
        assertEquals(Optional.of(before), applied.plan().to());
        assertEquals(before, binding("byte").orElseThrow().version());
        assertLedgerTells(applied.plan(), "rollback", "committed");
        advance();
        assertEquals(plugins.leaks().toString(), 0, plugins.loadersAlive());
    }

    @Test
    public void aSessionGoesOnWithoutAStoppedLoggerUntilItIsStarted() {
        apply(Operation.STOP, "logger:jsonl");
        assertEquals(Optional.empty(), binding("jsonl"));
        advance();

        apply(Operation.START, "logger:jsonl");

        assertTrue(binding("jsonl").orElseThrow().alive());
        advance();
        assertEquals(List.of("committed", "committed"), session.swaps().stream().map(SwapRecord::outcome).toList());
    }

    @Test
    public void aSessionWaitsForAStoppedTokenizerUntilItIsStarted() throws Exception {
        Bundle bundle = installed(binding("byte").orElseThrow()).orElseThrow();
        bundle.stop();
        assertEquals(State.WAITING, session.status().state());
        long step = session.status().step();
        assertTrue(session.status().detail().contains("tokenizer:byte"));

        bundle.start();
        advance();

        assertTrue(session.status().step() > step);
        assertEquals(State.RUNNING, session.status().state());
        assertTrue(binding("byte").orElseThrow().alive());
    }

    @Test
    public void anUninstalledPatcherLeavesTheSessionAndAMandatoryPluginIsRefused() {
        Problem problem = plugins.plan(Operation.UNINSTALL, "tokenizer:byte").failure().orElseThrow();
        assertTrue(problem.message(), problem.message().contains("cannot do without tokenizer:byte"));
        Binding lora = binding("lora").orElseThrow();
        String jar = next("lora", "0.3.0");

        Applied applied = apply(Operation.UNINSTALL, "lora");

        assertEquals(Optional.empty(), binding("lora"));
        assertEquals(Optional.empty(), installed(lora));
        assertLedgerTells(applied.plan(), "uninstall", "committed");
        advance();
        apply(Operation.INSTALL, jar);
    }

    @Test
    public void aPlanIsRefusedWhenTheContainerHasChangedSince() {
        Plan stale = plugins.plan(Operation.UPGRADE, next("jsonl", "0.2.0")).unwrap();
        apply(Operation.UPGRADE, next("jsonl", "0.3.0"));

        Problem problem = plugins.apply(stale, ApplyOptions.standard("test")).failure().orElseThrow();

        assertTrue(problem.message(), problem.message().contains("plan"));
        assertEquals("0.3.0", binding("jsonl").orElseThrow().version());
        apply(Operation.ROLLBACK, "jsonl");
    }

    private Applied apply(Operation operation, String subject) {
        Plan plan = plugins.plan(operation, subject).unwrap();
        Applied applied = plugins.apply(plan, ApplyOptions.standard("test")).unwrap();
        assertTrue(applied.message(), applied.outcome() instanceof SwapOutcome.Committed);
        assertEquals(plan.hash(), applied.plan().hash());
        return applied;
    }

    private void assertLedgerTells(Plan plan, String operation, String outcome) {
        List<Map<String, Object>> lines = plugins.history(Integer.MAX_VALUE).stream()
                .filter(line -> plan.hash().equals(line.get("plan"))).toList();
        assertTrue(lines.stream().anyMatch(line -> operation.equals(line.get("operation"))
                && "test".equals(line.get("who"))));
        assertEquals(outcome, lines.get(lines.size() - 1).get("outcome"));
    }

    private Optional<Binding> binding(String plugin) {
        return session.bindings().stream().filter(binding -> binding.name().equals(plugin)).findFirst();
    }

    private String next(String plugin, String version) {
        String location = plugins.info(plugin).unwrap().source();
        return NextVersion.of(location.startsWith("file:") ? location : Path.of(location).toUri().toString(),
                version, folder).toString();
    }

    /** Lets the session take a step: a setting takes effect at a barrier, and one step lies between two of them. */
    private Optional<Bundle> installed(Binding binding) {
        return Stream.of(context.getBundles()).filter(binding.bundle()::names).findFirst();
    }

    private void advance() {
        long step = session.status().step();
        while (session.status().step() <= step) {
            session.set("trainer.gradient_clip", "1").unwrap();
        }
    }
}
