package org.athanor.router;

import java.util.List;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.routing.Router;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Gives each handler of a route its turn. The turn follows from the number of the call, so there is no state. */
@AthanorPlugin(name = "round-robin", kind = Router.class, configKey = "router", defaultFor = "training:router")
@Component(name = "org.athanor.router", service = Router.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RoundRobinConfig.class, factory = true)
public final class RoundRobinRouter implements Router {

    @Override
    public Result<RouteHandler> choose(RouteCall call, List<RouteHandler> handlers) {
        if (handlers.isEmpty()) {
            return Result.err(Problem.of(Problem.Kind.NOT_FOUND, "nobody answers the route '" + call.route() + "'", "",
                    "start what handles it, for example a training session for 'generate'"));
        }
        return Result.ok(handlers.get((int) Math.floorMod(call.number(), (long) handlers.size())));
    }
}
