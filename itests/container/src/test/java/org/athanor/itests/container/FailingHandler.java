package org.athanor.itests.container;

import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;

/** A version of a handler that fails at every call. */
public final class FailingHandler implements RouteHandler {

    @Override
    public String name() {
        return "failing";
    }

    @Override
    public Result<String> handle(RouteCall call) {
        throw new IllegalStateException("this handler fails at every call");
    }
}
