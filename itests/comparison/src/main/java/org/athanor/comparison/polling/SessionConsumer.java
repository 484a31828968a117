package org.athanor.comparison.polling;

import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Polls a route of the training session that runs. It answers the route itself; what is exchanged is the router. */
public final class SessionConsumer implements BundleActivator, RouteHandler {

    private static final String ROUTE = "echo";

    private Poller poller;

    @Override
    public void start(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(RouteHandler.ROUTE, ROUTE));
        context.registerService(RouteHandler.class, this, properties);
        ServiceReference<Sessions> sessions = context.getServiceReference(Sessions.class);
        Session session = context.getService(sessions).list().get(0);
        poller = new Poller(() -> session.call(ROUTE, Map.of("text", "hello")).equals(Result.ok("hello")),
                Path.of(context.getBundle().getHeaders().get("Figures")));
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        poller.close();
    }

    @Override
    public String name() {
        return ROUTE;
    }

    @Override
    public Result<String> handle(RouteCall call) {
        return Result.ok(call.arguments().getOrDefault("text", ""));
    }
}
