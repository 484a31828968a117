package org.athanor.comparison.router;

import java.util.List;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.routing.Router;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The router that is upgraded on Athanor. The header {@code Fault} is as for the service on Karaf. */
@AthanorPlugin(name = "first", kind = Router.class, configKey = "router")
@Component(service = Router.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FirstRouter implements Router {

    private final String fault;

    @Activate
    public FirstRouter(BundleContext context) {
        fault = String.valueOf(context.getBundle().getHeaders().get("Fault"));
        if (fault.equals("start")) {
            throw new IllegalStateException("this version fails at its start");
        }
    }

    @Override
    public Result<RouteHandler> choose(RouteCall call, List<RouteHandler> handlers) {
        if (fault.equals("call")) {
            throw new IllegalStateException("this version fails at every call");
        }
        return handlers.isEmpty() ? Result.err(Problem.of(Problem.Kind.NOT_FOUND, "nobody answers"))
                : Result.ok(handlers.get(0));
    }
}
