package org.athanor.exchange.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.SessionScope;
import org.athanor.exchange.testing.PluginFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

class SessionServicesTest {

    private final List<ServiceReference<?>> gone = new ArrayList<>();
    @TempDir
    private Path folder;
    private PluginFramework framework;
    private BundleContext context;
    private SessionServices services;

    @BeforeEach
    void start() throws BundleException {
        framework = new PluginFramework(folder);
        context = framework.context();
        services = new SessionServices(context, "run", new SessionServices.Listener() {
            @Override
            public void appeared() {
                // Nobody waits for one.
            }

            @Override
            public void vanishing(ServiceReference<?> reference) {
                gone.add(reference);
            }

            @Override
            public void stopped() {
                // No bundle stops.
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        services.close();
        framework.close();
    }

    private ServiceRegistration<?> plugin(String instance) {
        return context.registerService(Object.class, new Object(), new Hashtable<>(Map.of(
                SessionScope.PREFIX_ + "id", "run", AthanorPlugin.PREFIX_ + "name", "sage",
                SessionServices.INSTANCE, instance)));
    }

    @Test
    void whatTheSessionAskedForIsToldWhenItVanishes() throws InterruptedException {
        ServiceRegistration<?> plugin = plugin("run~sage~1");
        ServiceReference<?> found = services.await("run~sage~1", Duration.ZERO).orElseThrow();
        plugin.unregister();
        assertThat(gone).containsExactly(found);
    }

    @Test
    void whatWasDismissedIsNotTold() throws InterruptedException {
        ServiceRegistration<?> plugin = plugin("run~sage~1");
        assertThat(services.dismiss(services.await("run~sage~1", Duration.ZERO).orElseThrow())).isTrue();
        plugin.unregister();
        assertThat(gone).isEmpty();
    }

    @Test
    void aForebearOfTheSameNameDoesNotBotherTheSession() throws InterruptedException {
        ServiceRegistration<?> forebear = plugin("run~sage~1");
        plugin("run~sage~2");
        assertThat(services.await("run~sage~2", Duration.ZERO)).isPresent();
        forebear.unregister();
        assertThat(gone).isEmpty();
    }
}
