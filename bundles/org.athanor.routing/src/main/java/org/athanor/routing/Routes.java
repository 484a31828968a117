package org.athanor.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.routing.Router;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.Lease;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.work.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of one session. A call holds a lease on the generation that serves it. Thread-safe. */
public final class Routes {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private final Host host;
    private final RouteTable table;
    private final String routerSlot;
    private final String handlerRow;

    /**
     * Opens the routes of a session.
     *
     * @param table the handlers that are no plugins
     * @param routerSlot the slot of the router
     * @param handlerRow the row of slots of handlers
     */
    public Routes(Host host, RouteTable table, String routerSlot, String handlerRow) {
        this.host = host;
        this.table = table;
        this.routerSlot = routerSlot;
        this.handlerRow = handlerRow;
    }

    /**
     * Routes a call to a handler. When a router or a handler fails in probation, the exchange is taken back and the
     * call is made again, as are other calls that it failed meanwhile: on the version before.
     */
    public Result<String> route(String route, Map<String, String> arguments) {
        RouteCall call = table.next(host.id(), route, arguments);
        Answered first = answer(call);
        Result<String> result = first.suspect().isPresent() && takenBack(first) ? answer(call).result()
                : first.result();
        return result.failure().map(this::failed).orElse(result);
    }

    /** Counts and logs a failure. Its caller may keep it, and an exception would hold the classes of its plugin. */
    private Result<String> failed(Problem problem) {
        if (problem.kind() == Kind.FAILED) {
            host.callFailed();
        }
        problem.cause().ifPresent(cause -> LOG.warn("{}: {}", host.id(), problem.message(), cause));
        return Result.err(problem.withoutCause());
    }

    private boolean takenBack(Answered failed) {
        return host.atBarrier(() -> host.takeBack(failed.suspect().orElseThrow(),
                failed.result().failure().orElseThrow()) || host.generation().number() < failed.generation());
    }

    /**
     * How a call was answered.
     *
     * @param result the answer
     * @param generation the number of the generation that answered
     * @param suspect the plugin that failed, when one did
     */
    private record Answered(Result<String> result, long generation, Optional<PluginBinding> suspect) {
    }

    /** Answers on a thread of the generation, which is held meanwhile. */
    private Answered answer(RouteCall call) {
        try (Lease lease = host.lease("call " + call.number() + " of route " + call.route())) {
            return lease.generation().threads().call(() -> answer(call, lease.generation()));
        } catch (ProblemException e) {
            return new Answered(Result.err(e.problem()), 0, Optional.empty());
        } catch (RuntimeException e) {
            return new Answered(Result.err(Problem.failed("the call was cut off", e)), 0, Optional.empty());
        }
    }

    private Answered answer(RouteCall call, Generation generation) {
        Optional<PluginBinding> router = generation.binding(routerSlot).filter(host::alive);
        if (router.isEmpty()) {
            return new Answered(Result.err(Problem.of(Kind.NOT_FOUND, "the session has no router", host.id(),
                    "plugin:list shows those that are installed, plugin:start NAME starts one")), generation.number(),
                    Optional.empty());
        }
        List<PluginBinding> plugins = generation.row(handlerRow).stream().filter(host::alive)
                .filter(binding -> call.route().equals(binding.reference().getProperty(RouteHandler.ROUTE))).toList();
        Result<RouteHandler> chosen = choose(call, (Router) router.get().service(), Stream.concat(
                plugins.stream().map(binding -> (RouteHandler) binding.service()),
                table.handlers(host.id(), call.route()).stream()).toList());
        if (chosen.failure().isPresent()) {
            return new Answered(Result.err(chosen.failure().get()), generation.number(), router);
        }
        Result<String> result = ask(chosen.unwrap(), call);
        Optional<PluginBinding> suspect = plugins.stream()
                .filter(binding -> binding.service() == chosen.unwrap() && result.failure()
                        .filter(problem -> problem.kind() == Kind.FAILED).isPresent()).findFirst();
        return new Answered(result, generation.number(), suspect);
    }

    private static Result<RouteHandler> choose(RouteCall call, Router router, List<RouteHandler> handlers) {
        try {
            return router.choose(call, handlers);
        } catch (Throwable e) {
            return Result.err(PluginFailure.of("the router failed", e));
        }
    }

    private static Result<String> ask(RouteHandler handler, RouteCall call) {
        try {
            return handler.handle(call);
        } catch (Throwable e) {
            return Result.err(PluginFailure.of("the handler failed", e).at(handler.name()));
        }
    }
}
