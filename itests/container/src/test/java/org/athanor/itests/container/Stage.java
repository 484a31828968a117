package org.athanor.itests.container;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.Sessions;
import org.athanor.api.session.SwapPolicy;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A container with a session that uses a plugin of every kind: for one case after the other, as long as it does. */
final class Stage {

    private static final String WITNESS = "witness";
    private static final String RUN = """
            trainer: {max_steps: 1000000000, batch_size: 2, micro_batch: 1, workers: 1, seed: 7, schedule: constant}
            checkpoint: {keep: 1}
            storage: {type: memory}
            plugins: [lora, jsonl, -console, witness, echo]
            """;
    /** Steps that a session takes after each case. */
    private static final int GOES_ON = 3;
    private static final int PROBATION = 3;
    private static int number;

    private final Plugins plugins;
    private final Sessions sessions;
    private final BundleContext context;
    private final Path folder;
    private final Path run;
    /** The settings of slots that do not work with the defaults of their plugins. */
    private final Map<String, Map<String, String>> sections;
    private final BlockingQueue<Long> steps = new LinkedBlockingQueue<>();
    private final Map<String, Used> used = new HashMap<>();
    private Optional<Session> live = Optional.empty();
    private List<Session> ended = List.of();

    /**
     * A plugin that the session uses.
     *
     * @param plugin the plugin, in the version that it first had
     * @param slot the slot that it is in
     * @param origin the URL of the jar with that version
     * @param removable whether the session can do without it
     */
    record Used(PluginDescriptor plugin, String slot, String origin, boolean removable) {
    }

    Stage(ContainerTest test) {
        plugins = test.plugins;
        sessions = test.sessions;
        context = test.context;
        folder = test.folder;
        sections = Map.of("model", Map.of("layers", "1", "heads", "2", "width", "16", "context", "16"),
                "data", Map.of("path", test.text.toString()),
                "lora", Map.of("r", "2", "target_modules", "[attn.qkv]"));
        StringBuilder text = new StringBuilder(RUN);
        sections.forEach((slot, keys) -> {
            text.append(slot).append(":\n");
            keys.forEach((key, value) -> text.append("  ").append(key).append(": ").append(value).append('\n'));
        });
        try {
            run = test.runFile(text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.getProperties().put(Witness.STEPS, steps);
        System.getProperties().put(EchoHandler.COUNTS, new AtomicIntegerArray(1));
        bring(WITNESS, ComponentJar.of(MetricsLogger.class, Witness.class, WITNESS, "0.1.0", folder));
        bring("echo", ComponentJar.of(RouteHandler.class, EchoHandler.class, "echo", "0.1.0", folder));
    }

    private void bring(String plugin, String jar) {
        if (!plugins.info(plugin).isOk()) {
            change(Operation.INSTALL, jar).unwrap();
        }
    }

    /** Tries a case, and lets the session go on. */
    void perform(Case tried) throws Exception {
        Specification specified = Specification.of(tried.operation());
        Optional<Session> using = tried.situation() == Situation.ENDED && !used.isEmpty() ? Optional.empty()
                : Optional.of(session()).filter(session -> tried.situation() != Situation.ENDED);
        if (using.isEmpty()) {
            finish();
            used.values().forEach(this::makeAvailable);
            ended();
        }
        Scene scene = new Scene(this, tried, using);
        Subject subject = specified.subject().apply(new Subjects(this, used(tried.kind()), tried.situation()));
        try {
            scene.enter();
            scene.perform(() -> change(tried.operation(), subject),
                    specified.expected().apply(tried.situation(), used(tried.kind()).removable()));
        } finally {
            scene.leave();
        }
        goesOn();
    }

    private void goesOn() {
        if (live.filter(session -> !session.status().state().ended()).isPresent()) {
            Session session = live.get();
            session.proceed().unwrap();
            session.advance(session.status().step() + GOES_ON).unwrap();
        }
        List<Long> told = List.copyOf(steps);
        assertEquals("the steps that were told", LongStream.rangeClosed(1, told.size()).boxed().toList(), told);
    }

    /** Returns a session that uses a plugin of every kind. */
    Session session() {
        used.values().forEach(this::makeAvailable);
        if (live.filter(this::isWhole).isEmpty()) {
            finish();
            steps.clear();
            Session session = start("live-" + ++number);
            live = Optional.of(session);
            session.bindings().stream().filter(binding -> !binding.name().equals(WITNESS)).forEach(binding ->
                    used.computeIfAbsent(binding.kind(), kind -> used(binding)));
            assertEquals("the kinds whose plugins the session uses", Set.copyOf(DeclaredKinds.words()), used.keySet());
        }
        return live.get();
    }

    private Session start(String id) {
        return sessions.start(run, Map.of(), Optional.of(id)).unwrap();
    }

    private boolean isWhole(Session session) {
        return !session.status().state().ended() && used.values().stream()
                .allMatch(each -> binding(session, each.plugin().id()).filter(Binding::alive).isPresent());
    }

    private Used used(Binding binding) {
        PluginInfo info = plugins.info(binding.id()).unwrap();
        String source = info.source();
        return new Used(info.descriptor(), binding.slot(), source.startsWith("file:") ? source
                : Path.of(source).toUri().toString(), binding.removable());
    }

    /** Returns the plugin of a kind that the session uses. */
    Used used(String kind) {
        return Optional.ofNullable(used.get(kind)).orElseThrow();
    }

    /** Ends the session, and checks that nothing in it has failed or was lost. */
    void finish() {
        live.filter(session -> !session.status().state().ended()).ifPresent(session -> session.stop().unwrap());
        live.flatMap(Session::report).ifPresent(report -> {
            assertEquals("stopped", report.status());
            assertEquals(0, report.failedCalls());
            assertEquals("the steps that were told", report.steps(), steps.size());
        });
        live = Optional.empty();
    }

    /** Ends whatever runs, after a case that failed. */
    void abandon() {
        sessions.list().forEach(Session::stop);
    }

    /** Returns sessions that have ended in each way. */
    List<Session> ended() throws InterruptedException {
        if (ended.isEmpty()) {
            Session completed = start("completed");
            completed.pause().unwrap();
            completed.set("trainer.max_steps", Long.toString(completed.status().step() + 1)).unwrap();
            completed.proceed().unwrap();
            Session failed = start("failed");
            failed.set("trainer.learning_rate", "1e30").unwrap();
            Session stopped = start("stopped");
            stopped.stop().unwrap();
            completed.await();
            failed.await();
            ended = List.of(completed, failed, stopped);
            steps.clear();
        }
        return ended;
    }

    /** Asks the plugin manager for a change. */
    Result<Applied> change(Operation operation, String name) {
        return change(operation, Subject.of(name));
    }

    /** Asks the plugin manager for a change. */
    Result<Applied> change(Operation operation, Subject subject) {
        return change(operation, subject, PROBATION);
    }

    /** Asks the plugin manager for a change, with so many steps of probation. */
    Result<Applied> change(Operation operation, Subject subject, int probation) {
        return plugins.change(new PlanRequest(operation, List.of(subject)), new ApplyOptions(SwapPolicy.standard()
                .withProbation(probation), "test"), plan -> { });
    }

    /** Returns what is told of a plugin. */
    Optional<PluginInfo> info(String id) {
        return plugins.info(id).toOptional();
    }

    /** Returns the bundle of a plugin. */
    Bundle bundle(String id) {
        return context.getBundle(info(id).orElseThrow().bundleId());
    }

    /** Returns whether a bundle is installed. */
    boolean installed(Binding binding) {
        return Stream.of(context.getBundles()).anyMatch(binding.bundle()::names);
    }

    /** Returns what is in the slot of a plugin. */
    static Optional<Binding> binding(Session session, String id) {
        return session.bindings().stream().filter(binding -> binding.id().equals(id)).findFirst();
    }

    /** Makes a plugin active, whatever became of it. */
    void makeAvailable(Used each) {
        String id = each.plugin().id();
        Optional<PluginInfo> info = info(id);
        if (info.isEmpty()) {
            change(Operation.INSTALL, next(each)).unwrap();
        } else if (!info.get().state().equals("active")) {
            change(Operation.START, id).unwrap();
        }
    }

    /** Returns a jar with a higher version of a plugin. */
    String next(Used each) {
        return NextVersion.of(each.origin(), "0.2." + ++number, folder).toString();
    }

    /** Returns a jar with a copy of a plugin under another name. */
    String copy(Used each) {
        return SpareJar.of(each.origin(), each.plugin(), folder).toString();
    }

    /** Returns whether there is a version before that a plugin can go back to. */
    boolean canGoBack(Used each) {
        return plugins.plan(Operation.ROLLBACK, each.plugin().id()).isOk();
    }

    /** Returns the settings that the session has for a slot. */
    Map<String, String> settings(String slot) {
        return sections.getOrDefault(slot, Map.of());
    }
}
