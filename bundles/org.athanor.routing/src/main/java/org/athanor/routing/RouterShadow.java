package org.athanor.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.routing.Router;

/** Compares the choices of two routers over the same calls and the same handlers. No handler is called. */
public final class RouterShadow {

    private static final int CALLS = 100;

    private RouterShadow() {
    }

    /** A handler that is only ever chosen. */
    private record Candidate(String name) implements RouteHandler {
        @Override
        public Result<String> handle(RouteCall call) {
            throw new IllegalStateException("a router chooses a handler, it does not call it");
        }
    }

    /** Returns the first call for which the two choose otherwise. */
    public static Optional<Problem> compare(Router old, Router fresh) {
        List<RouteHandler> handlers = List.of(new Candidate("a"), new Candidate("b"), new Candidate("c"));
        for (int count = 0; count <= handlers.size(); count++) {
            for (int number = 0; number < CALLS; number++) {
                RouteCall call = new RouteCall("generate", number, Map.of());
                String expected = choice(old, call, handlers.subList(0, count));
                String actual = choice(fresh, call, handlers.subList(0, count));
                if (!expected.equals(actual)) {
                    return Optional.of(Problem.of(Kind.REFUSED, "the router chooses " + actual + " instead of "
                            + expected + " for call " + number + " among " + count + " handlers", "shadow",
                            "allow it with --may-differ if that is meant"));
                }
            }
        }
        return Optional.empty();
    }

    private static String choice(Router router, RouteCall call, List<RouteHandler> handlers) {
        return router.choose(call, handlers).map(RouteHandler::name).orElse(problem -> "nobody");
    }
}
