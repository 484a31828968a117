package org.athanor.shell.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.RunHistory;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.Session.Incoming;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.Sessions;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

final class ReplayTest {

    private static final RunReport STOPPED = new RunReport("again", "training", "stopped", 7,
            Map.of("parameters_sha256", "ab"), 0, 0, List.of(), 0, 0, "");

    /** The bundles of the container; each has the name of its plugin for content. */
    private static final List<String> INSTALLED = List.of("byte", "tiktoken");

    private final List<String> asked = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    @Test
    void aReplayThatIsStoppedOnTheWayAnswersItsReport() throws Exception {
        // Whoever waits for a step hears of the end before the session's state says so.
        assertThat(replay().perform(session(Result.err(Problem.of(Kind.FAILED, "the run has ended after step 7")),
                Result.err(Problem.of(Kind.USAGE, "the run has ended"))))).isEqualTo(STOPPED);
        assertThat(asked).contains("stop").endsWith("await");
    }

    @Test
    void aReplayThatCannotGoOnStopsItsRunAndSaysWhy() {
        Session session = session(Result.err(Problem.of(Kind.USAGE, "step 10 is over")), Result.done());

        assertThatThrownBy(() -> replay().perform(session)).hasMessage("step 10 is over");
        assertThat(asked).endsWith("stop");
    }

    @Test
    void theNewRunBeginsWithTheBundlesOfTheRunBySlot() {
        Map<Object, Object> first = new HashMap<>();
        Session paused = session(Result.done(), Result.done());

        assertThat(replay((name, arguments) -> {
            first.putAll((Map<?, ?>) arguments[1]);
            return Result.ok(paused);
        }, started()).start(Optional.empty())).isSameAs(paused);

        assertThat(first).isEqualTo(Map.of("tokenizer", bundle("byte")));
    }

    @Test
    void aJarThatIsNotThereIsToldBeforeAnythingStarts() {
        assertThatThrownBy(() -> replay((name, arguments) -> {
            throw new IllegalStateException("it was started");
        }, started(), exchanged("gone", Map.of())).start(Optional.empty()))
                .hasMessageContaining("the kept jar of tokenizer:gone 1.0.0 is missing or damaged");
    }

    @Test
    void aSlotTakesWhatItTookInTheRun() throws Exception {
        replay((name, arguments) -> List.of(), started(), exchanged("tiktoken", Map.of("encoding", "gpt2")))
                .perform(session(Result.done(), Result.done()));

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).slot()).isEqualTo("tokenizer");
        assertThat(changes.get(0).from()).contains(bundle("byte"));
        Incoming incoming = changes.get(0).to().orElseThrow();
        assertThat(incoming.id()).isEqualTo("tokenizer:tiktoken");
        assertThat(incoming.bundle()).isEqualTo(bundle("tiktoken"));
        assertThat(incoming.section()).contains(Map.of("encoding", "gpt2"));
        assertThat(incoming.content().read().unwrap()).isEqualTo("tiktoken".getBytes(UTF_8));
    }

    @Test
    void aSlotThatHasItAlreadyIsLeftAsItIs() throws Exception {
        replay((name, arguments) -> List.of(), started(), exchanged("byte", Map.of()))
                .perform(session(Result.done(), Result.done()));
        assertThat(changes).isEmpty();

        replay((name, arguments) -> List.of(), started(), exchanged("byte", Map.of("keep", "3")))
                .perform(session(Result.done(), Result.done()));
        assertThat(changes).hasSize(1);
    }

    private static LedgerLine started() {
        return new LedgerLine(new LedgerFields(Map.of("type", "started", "step", 0L, "max_steps", 10L, "plugins",
                List.of(Map.of("plugin", "tokenizer:byte", "slot", "tokenizer", "version", "1.0.0", "bundle",
                        bundle("byte").symbolicName(), "sha256", bundle("byte").sha256())))));
    }

    private static LedgerLine exchanged(String plugin, Map<String, String> settings) {
        Map<String, Object> fields = new HashMap<>(Map.of("type", "exchanged", "step", 5L, "slot", "tokenizer", "kind",
                "tokenizer", "plugin", plugin, "to", "1.0.0", "outcome", "committed", "until", 5L));
        fields.put("bundle", bundle(plugin).symbolicName());
        fields.put("sha256", bundle(plugin).sha256());
        fields.put("settings", settings);
        return new LedgerLine(new LedgerFields(fields));
    }

    private static BundleRef bundle(String plugin) {
        return new BundleRef("org.example." + plugin, "1.0.0", ContentHash.of(plugin.getBytes(UTF_8)));
    }

    private static Replay replay() {
        return replay((name, arguments) -> List.of());
    }

    private static Replay replay(BiFunction<String, Object[], Object> sessions, LedgerLine... lines) {
        RunLeft left = new RunLeft(Path.of("first"), RunHistory.of(Arrays.asList(lines)), "stopped", 10, "ab");
        Plugins plugins = fake(Plugins.class, (name, arguments) -> name.equals("list")
                ? INSTALLED.stream().map(ReplayTest::installed).toList()
                : Result.ok(INSTALLED.get(((Long) arguments[0]).intValue()).getBytes(UTF_8)));
        BundleContext context = fake(BundleContext.class, (name, arguments) ->
                active(INSTALLED.get(((Long) arguments[0]).intValue())));
        return new Replay(fake(Sessions.class, sessions), new RunBundles(context, plugins, left), left);
    }

    private static PluginInfo installed(String plugin) {
        return new PluginInfo(new PluginDescriptor(new PluginKind("tokenizer", "org.example.Tokenizer",
                Crossing.HANDED_OVER, false), plugin, plugin, List.of(), List.of(plugin), List.of(), List.of(), "", 0,
                bundle(plugin).symbolicName(), new Version("1.0.0")), INSTALLED.indexOf(plugin), "active", "", "",
                List.of());
    }

    private static Bundle active(String plugin) {
        return fake(Bundle.class, (name, arguments) -> switch (name) {
            case "getState" -> Bundle.ACTIVE;
            case "getBundleId" -> (long) INSTALLED.indexOf(plugin);
            case "getSymbolicName" -> bundle(plugin).symbolicName();
            case "getVersion" -> new Version("1.0.0");
            default -> throw new UnsupportedOperationException(name);
        });
    }

    private Session session(Result<Result.Done> advance, Result<Result.Done> pause) {
        return fake(Session.class, (name, arguments) -> {
            asked.add(name);
            return switch (name) {
                case "advance" -> advance;
                case "pause" -> pause;
                case "stop" -> Result.done();
                case "await" -> STOPPED;
                case "status" -> new SessionStatus("again", "training", State.RUNNING, 7, 100, 1, "", Map.of());
                case "bindings" -> List.of(new Binding("tokenizer", "tokenizer", "byte", bundle("byte"), false, true,
                        Map.of()));
                case "prepare" -> {
                    ((List<?>) arguments[0]).forEach(change -> changes.add((Change) change));
                    yield Result.ok(fake(Exchange.class, (step, nothing) -> step.equals("commit") ? Result.ok(5L)
                            : Result.done()));
                }
                default -> throw new UnsupportedOperationException(name);
            };
        });
    }

    /** An object that answers by the name of what it is asked, and the arguments. */
    private static <T> T fake(Class<T> type, BiFunction<String, Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName(), arguments)));
    }
}
