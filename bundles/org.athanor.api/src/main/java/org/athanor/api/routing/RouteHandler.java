package org.athanor.api.routing;

import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers the calls of a route. Registered as a service with property {@value #ROUTE}; a training session registers
 * itself under {@code generate}. Thread-safe.
 */
@ConsumerType
public interface RouteHandler {

    /** Service property: the name of the route. */
    String ROUTE = "athanor.route";

    /** Returns a name for messages, unique within the route. */
    String name();

    /** Answers a call with text, or with a problem that the caller sees. */
    Result<String> handle(RouteCall call);
}
