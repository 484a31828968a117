package org.athanor.api.routing;

import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers the calls of a route. Registered as a service with property {@value #ROUTE}: either as a plugin, for the
 * sessions that name it under {@code plugins} and exchanged like any other, or by any bundle, for all sessions. A
 * training session registers itself under {@code generate}. Thread-safe.
 *
 * <p>A plugin's handler works on threads of the session. It is interrupted when an exchange with {@code --force} does
 * not wait for its answer.
 */
@AthanorKind(word = "handler")
@ConsumerType
public interface RouteHandler {

    /** Service property: the name of the route. */
    String ROUTE = "athanor.route";

    /** Returns a name for messages, unique within the route. */
    String name();

    /** Answers a call with text, or with a problem that the caller sees. */
    Result<String> handle(RouteCall call);
}
