package org.athanor.api.routing;

import java.util.Map;

/**
 * A call.
 *
 * @param route the name of the route, for example {@code generate}
 * @param number how many calls the route has had before this one
 * @param arguments the arguments by name
 */
public record RouteCall(String route, long number, Map<String, String> arguments) {

    public RouteCall {
        arguments = Map.copyOf(arguments);
    }
}
