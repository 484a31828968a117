package org.athanor.exchange.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import org.athanor.api.plugin.Problem;
import org.athanor.exchange.probe.kind.Agent;
import org.athanor.exchange.testing.Plugins;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.Test;

class KindClassesTest {

    private static PluginBinding binding(String name, Class<?> agent) {
        return Plugins.binding(new Slot(name, SlotDeclaration.many("agents", Agent.class)),
                Plugins.descriptor("agent", Agent.class, name, "1.0.0"), 1,
                Proxy.newProxyInstance(agent.getClassLoader(), new Class<?>[] {agent}, (self, method, given) -> null));
    }

    /** Loads another class of the same name. */
    private static Class<?> another() throws ClassNotFoundException {
        return new ClassLoader(Agent.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals(Agent.class.getName())) {
                    return super.loadClass(name, resolve);
                }
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }.loadClass(Agent.class.getName());
    }

    @Test
    void pluginsOfOneKindImplementOneInterface() throws ClassNotFoundException {
        PluginBinding one = binding("one", Agent.class);
        PluginBinding stranger = binding("stranger", another());
        assertThat(KindClasses.differing(List.of(one), List.of(binding("other", Agent.class)))).isEmpty();
        assertThat(KindClasses.differing(List.of(), List.of(stranger))).isEmpty();
        assertThat(KindClasses.differing(List.of(one), List.of(stranger))).map(Problem::message)
                .hasValueSatisfying(message -> assertThat(message).startsWith("agent:stranger 1.0.0: implements "
                        + "another org.athanor.exchange.probe.kind.Agent than the other plugins of its kind"));
        assertThat(KindClasses.differing(List.of(), List.of(one, stranger))).isPresent();
    }
}
