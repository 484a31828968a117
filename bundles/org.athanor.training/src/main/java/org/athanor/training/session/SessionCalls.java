package org.athanor.training.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.routing.Router;
import org.athanor.torch.Tensors;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.Generation.Lease;
import org.athanor.training.generation.PluginBinding;
import org.athanor.training.routing.RouteTable;
import org.athanor.training.routing.TextGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls into a session from other threads: routing, and text generation from its parameters. A call holds a lease on
 * the generation that it runs in and uses a copy of the parameters taken at a barrier, so training goes on meanwhile.
 */
final class SessionCalls implements RouteHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SessionCalls.class);

    private final String session;
    private final SessionState state;
    private final Barrier barrier;
    private final Switching switching;
    private final RouteTable routes;
    private final Announcer announcer;

    SessionCalls(String session, SessionState state, Barrier barrier, Switching switching, RouteTable routes,
            Announcer announcer) {
        this.session = session;
        this.state = state;
        this.barrier = barrier;
        this.switching = switching;
        this.routes = routes;
        this.announcer = announcer;
    }

    /**
     * Routes a call to a handler. When a router or a handler fails in probation, the exchange is taken back and the
     * call is made again, as are other calls that it failed meanwhile: on the version before.
     */
    Result<String> route(String route, Map<String, String> arguments) {
        RouteCall call = routes.next(session, route, arguments);
        Answered first = answer(call);
        Result<String> result = first.suspect().isPresent() && takenBack(first) ? answer(call).result()
                : first.result();
        return result.failure().map(this::failed).orElse(result);
    }

    /** Counts and logs a failure. Its caller may keep it, and an exception would hold the classes of its plugin. */
    private Result<String> failed(Problem problem) {
        if (problem.kind() == Kind.FAILED) {
            announcer.callFailed();
        }
        problem.cause().ifPresent(cause -> LOG.warn("{}: {}", session, problem.message(), cause));
        return Result.err(problem.withoutCause());
    }

    private boolean takenBack(Answered failed) {
        return barrier.call(() -> switching.newcomer(failed.suspect().orElseThrow())
                && switching.rollBack(failed.result().failure().orElseThrow())
                || state.generation().number() < failed.generation());
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

    @Override
    public String name() {
        return "session " + session;
    }

    /** A generation that is held, and a copy of the parameters that it works on, to be closed. */
    private record Held(Lease lease, Map<String, Tensor> parameters) implements AutoCloseable {

        @Override
        public void close() {
            parameters.values().forEach(Tensor::close);
            lease.close();
        }
    }

    @Override
    public Result<String> handle(RouteCall call) {
        try (Held held = hold()) {
            TextGenerator.Request request = TextGenerator.Request.of(call.arguments());
            Generation generation = held.lease().generation();
            return Result.ok(generation.threads().call(() -> TextGenerator.generate(generation.model(),
                    held.parameters(), generation.tokenizer(), state.device(), request)));
        } catch (Throwable e) {
            return Result.err(PluginFailure.of("the text could not be generated", e));
        }
    }

    /** At one barrier: an exchange between the two would leave a model and parameters that do not fit. */
    private Held hold() {
        return barrier.call(() -> {
            Lease lease = lease("generate");
            try {
                return new Held(lease, copy());
            } catch (Throwable e) {
                lease.close();
                throw e;
            }
        });
    }

    /** Answers on a thread of the generation, which is held meanwhile. */
    private Answered answer(RouteCall call) {
        try (Lease lease = lease("call " + call.number() + " of route " + call.route())) {
            return lease.generation().threads().call(() -> answer(call, lease.generation()));
        } catch (ProblemException e) {
            return new Answered(Result.err(e.problem()), 0, Optional.empty());
        } catch (RuntimeException e) {
            return new Answered(Result.err(Problem.failed("the call was cut off", e)), 0, Optional.empty());
        }
    }

    private Answered answer(RouteCall call, Generation generation) {
        Optional<PluginBinding> router = alive(generation, PluginKind.ROUTER).findFirst();
        if (router.isEmpty()) {
            return new Answered(Result.err(Problem.of(Kind.NOT_FOUND, "the session has no router", session,
                    "start one with plugin:start round-robin")), generation.number(), Optional.empty());
        }
        List<PluginBinding> plugins = alive(generation, PluginKind.HANDLER)
                .filter(binding -> call.route().equals(binding.reference().getProperty(RouteHandler.ROUTE))).toList();
        Result<RouteHandler> chosen = choose(call, (Router) router.get().service(), Stream.concat(
                plugins.stream().map(binding -> (RouteHandler) binding.service()),
                routes.handlers(session, call.route()).stream()).toList());
        if (chosen.failure().isPresent()) {
            return new Answered(Result.err(chosen.failure().get()), generation.number(), router);
        }
        Result<String> result = ask(chosen.unwrap(), call);
        Optional<PluginBinding> suspect = plugins.stream()
                .filter(binding -> binding.service() == chosen.unwrap() && result.failure()
                        .filter(problem -> problem.kind() == Kind.FAILED).isPresent()).findFirst();
        return new Answered(result, generation.number(), suspect);
    }

    private Stream<PluginBinding> alive(Generation generation, PluginKind kind) {
        return generation.bindings(kind).stream().filter(switching::alive);
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

    /** A generation is replaced before it is released, so at the second or third look there is one to hold. */
    private Lease lease(String call) {
        for (int tries = 0; tries < 100; tries++) {
            Optional<Lease> lease = state.generation().lease(call);
            if (lease.isPresent()) {
                return lease.get();
            }
            Thread.onSpinWait();
        }
        throw new ProblemException(Problem.of(Kind.USAGE, "the run has ended", session,
                "its checkpoints are in runs/" + session));
    }

    private Map<String, Tensor> copy() {
        Map<String, Tensor> copy = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            state.model().parameters().forEach((name, value) -> copy.put(name, Tensors.keep(value.detach().clone())));
        }
        return copy;
    }
}
