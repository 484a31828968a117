package org.athanor.api.routing;

import java.util.List;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Chooses the handler that answers a call. The table of handlers and the number of each call belong to the core, so a
 * strategy such as round-robin is a function and an exchange of the router loses nothing. Thread-safe.
 */
@AthanorKind(word = "router", sideEffects = false)
@ConsumerType
public interface Router {

    /**
     * Chooses one of {@code handlers}.
     *
     * @param handlers those registered for the call's route, in order of registration; may be empty
     * @return the handler, or a problem when none fits
     */
    Result<RouteHandler> choose(RouteCall call, List<RouteHandler> handlers);
}
