package org.athanor.training.loop;

import java.util.Dictionary;
import java.util.Hashtable;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.Lease;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.work.Host;
import org.athanor.training.loop.Snapshots.Snapshot;
import org.osgi.framework.ServiceRegistration;

/**
 * Generates text from the parameters of a training. A call holds a lease on the generation that it runs in and a
 * snapshot of the parameters taken at a barrier, so training goes on meanwhile.
 */
final class TextCalls implements RouteHandler {

    private static final String ROUTE_NAME = "generate";

    private final Host host;
    private final TrainingState state;
    private final Snapshots snapshots;

    TextCalls(Host host, TrainingState state) {
        this.host = host;
        this.state = state;
        this.snapshots = new Snapshots(state);
    }

    /** Lets the calls of its route reach it. */
    ServiceRegistration<RouteHandler> register() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(RouteHandler.ROUTE, ROUTE_NAME);
        properties.put(SessionScope.PREFIX_ + "id", host.id());
        return host.context().registerService(RouteHandler.class, this, properties);
    }

    @Override
    public String name() {
        return "session " + host.id();
    }

    /** A generation that is held, and the parameters that it works on, to be closed. */
    private record Held(Lease lease, Snapshot snapshot) implements AutoCloseable {
        @Override
        public void close() {
            snapshot.close();
            lease.close();
        }
    }

    @Override
    public Result<String> handle(RouteCall call) {
        try (Held held = hold()) {
            TextGenerator.Request request = TextGenerator.Request.of(call.arguments());
            Generation generation = held.lease().generation();
            return Result.ok(generation.threads().call(() -> TextGenerator.generate(Content.of(generation).model(),
                    held.snapshot().parameters(), Content.tokenizer(generation), state.device(), request)));
        } catch (Throwable e) {
            return Result.err(PluginFailure.of("the text could not be generated", e));
        }
    }

    /** At one barrier: an exchange between the two would leave a model and parameters that do not fit. */
    private Held hold() {
        return host.atBarrier(() -> {
            Lease lease = host.lease(ROUTE_NAME);
            try {
                return new Held(lease, snapshots.take(lease.generation()));
            } catch (Throwable e) {
                lease.close();
                throw e;
            }
        });
    }
}
