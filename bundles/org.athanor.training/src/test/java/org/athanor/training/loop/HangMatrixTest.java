package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.threads.Patience;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.loop.SmallPlugins.Cooling;
import org.athanor.training.loop.SmallPlugins.Scale;
import org.athanor.training.testing.HeldStorage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of every kind of plugin that is called hangs, in every part of its life: the session goes on, or ends
 * with a reason, and nobody waits for it longer than for the bound. What is fed has a thread of its own, see the tests
 * of feeds.
 */
class HangMatrixTest {

    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(2);
    private static final long BOUND = 100;
    /** How often a method was called when it was to hang, in all cases. */
    private static final AtomicInteger HUNG = new AtomicInteger();

    @TempDir
    private Path folder;
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean armed;

    enum Phase { READY, PROBATION, IN_USE, CHECKPOINT, LEAVING, STOPPING }

    /** A method of a plugin that hangs. */
    record Case(String plugin, String method, Phase phase) {
        @Override
        public String toString() {
            return plugin + "." + method + " " + phase;
        }
    }

    static Stream<Case> cases() {
        return plugins(Path.of("target")).entrySet().stream().flatMap(plugin -> methods(plugin.getValue()).stream()
                .flatMap(method -> Arrays.stream(Phase.values())
                        .map(phase -> new Case(plugin.getKey(), method, phase)))).filter(HangMatrixTest::isBounded);
    }

    /**
     * Leaves out what has a bound of its own, far from any step: checkpoints go along when a storage is exchanged, and
     * patchers patch while the real builder builds, which the container of these tests does without.
     */
    private static boolean isBounded(Case hang) {
        return !(hang.plugin().startsWith("patcher") && hang.phase() == Phase.READY)
                && (!hang.plugin().startsWith("storage") || Set.of(Phase.IN_USE, Phase.CHECKPOINT, Phase.STOPPING)
                .contains(hang.phase()));
    }

    private static Map<String, Object> plugins(Path folder) {
        Map<String, Object> plugins = SmallPlugins.base(new Causal(), new Cooling());
        plugins.put("storage:held", new HeldStorage(folder));
        plugins.put("patcher:scale", new Scale("scale", Patch.Leaving.MERGE));
        return plugins;
    }

    private static Set<Class<?>> interfaces(Object plugin) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> type = plugin.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> each : type.getInterfaces()) {
                all.add(each);
                all.addAll(Arrays.asList(each.getInterfaces()));
            }
        }
        all.removeIf(type -> !type.getName().startsWith("org.athanor."));
        return all;
    }

    private static Set<String> methods(Object plugin) {
        Set<String> names = new LinkedHashSet<>();
        interfaces(plugin).forEach(type -> Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers())).map(Method::getName).forEach(names::add));
        return names;
    }

    /** Does what the plugin does, but for one method, which hangs once it is armed; patches likewise. */
    private Object hanging(Object plugin, String name) {
        List<Class<?>> types = new ArrayList<>(interfaces(plugin));
        return Proxy.newProxyInstance(HangMatrixTest.class.getClassLoader(), types.toArray(Class<?>[]::new),
                (self, method, given) -> {
                    if (armed && method.getName().equals(name)) {
                        HUNG.incrementAndGet();
                        released.await();
                    }
                    try {
                        Object answer = method.invoke(plugin, given);
                        return answer instanceof Result.Ok<?> ok && ok.value() == plugin ? Result.ok(self) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    private static long bundle(String plugin) {
        return List.copyOf(plugins(Path.of("target")).keySet()).indexOf(plugin) + 1L;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nobodyIsHeldUp(Case hang) throws Exception {
        Map<String, Object> plugins = new LinkedHashMap<>(plugins(folder));
        boolean first = hang.phase() != Phase.READY && hang.phase() != Phase.PROBATION;
        if (first) {
            plugins.computeIfPresent(hang.plugin(), (id, plugin) -> hanging(plugin, hang.method()));
        }
        SmallSession session = new SmallSession(folder, 1_000_000, plugins);
        session.bound(BOUND);
        session.run(3);
        switch (hang.phase()) {
            case READY, PROBATION, LEAVING -> exchange(session, hang);
            case IN_USE -> {
                armed = true;
                session.advance(8);
            }
            case CHECKPOINT -> {
                armed = true;
                session.barrier.call(() -> new CheckpointWriter(session.host, session.training,
                        SmallPlugins.LETTERS.vocabulary(), Patience.always(BOUND)).write().isOk());
            }
            default -> armed = true;
        }
        session.close();
        assertThat(session.end()).isIn(State.STOPPED, State.FAILED);
    }

    private void exchange(SmallSession session, Case hang) throws Exception {
        Object plain = Objects.requireNonNull(plugins(folder).get(hang.plugin()));
        Object next = hang.phase() == Phase.LEAVING ? plain : hanging(plain, hang.method());
        armed = hang.phase() == Phase.READY;
        // A patcher that another version follows leaves nothing behind; one that is removed merges.
        boolean removed = hang.phase() == Phase.LEAVING && hang.plugin().startsWith("patcher");
        Result<Exchange> prepared = session.exchange(hang.plugin(), Optional.of(bundle(hang.plugin())),
                removed ? Optional.empty() : Optional.of(session.start(hang.plugin(), next)), POLICY);
        armed = true;
        if (prepared.isOk()) {
            Exchange exchange = prepared.unwrap();
            session.proceedWith(() -> exchange.commit().toOptional());
        }
        Optional<Problem> ended = session.advance(8);
        if (hang.phase() != Phase.LEAVING) {
            assertThat(ended).as("the version before goes on").isEmpty();
        }
    }

    @AfterAll
    static void methodsDidHang() {
        assertThat(HUNG.get()).as("calls that hung").isGreaterThan(20);
    }
}
