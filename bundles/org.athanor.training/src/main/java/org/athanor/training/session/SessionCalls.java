package org.athanor.training.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
import org.athanor.training.routing.RouteTable;
import org.athanor.training.routing.TextGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Calls into a session from other threads: routing, and text generation from its parameters. A call holds a lease on
 * the generation that it runs in and uses a copy of the parameters taken at a barrier, so training goes on meanwhile.
 */
final class SessionCalls implements RouteHandler {

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

    /** Routes a call to a handler. A router that fails in probation is taken back and the former one asked. */
    Result<String> route(String route, Map<String, String> arguments) {
        RouteCall call = routes.next(session, route, arguments);
        Result<RouteHandler> chosen = choose(call);
        if (chosen.failure().isPresent() && barrier.call(() -> switching.newcomer(PluginKind.ROUTER)
                && switching.rollBack(chosen.failure().get()))) {
            return choose(call).flatMap(handler -> handler.handle(call));
        }
        Result<String> answer = chosen.flatMap(handler -> handler.handle(call));
        answer.failure().filter(problem -> problem.kind() == Kind.FAILED).ifPresent(failed -> announcer.callFailed());
        return answer;
    }

    @Override
    public String name() {
        return "session " + session;
    }

    @Override
    public Result<String> handle(RouteCall call) {
        try (Lease lease = lease("generate")) {
            TextGenerator.Request request = TextGenerator.Request.of(call.arguments());
            Generation generation = lease.generation();
            Map<String, Tensor> parameters = barrier.call(this::copy);
            try {
                return Result.ok(generation.threads().call(() -> TextGenerator.generate(generation.model(), parameters,
                        generation.tokenizer(), state.device(), request)));
            } finally {
                parameters.values().forEach(Tensor::close);
            }
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("the text could not be generated", e));
        }
    }

    private Result<RouteHandler> choose(RouteCall call) {
        try (Lease lease = lease("route " + call.route())) {
            Optional<Router> router = lease.generation().router()
                    .filter(found -> lease.generation().bindings(PluginKind.ROUTER).stream().allMatch(switching::alive));
            if (router.isEmpty()) {
                return Result.err(Problem.of(Kind.NOT_FOUND, "the session has no router", session,
                        "start one with plugin:start round-robin"));
            }
            return lease.generation().threads().call(() -> router.get().choose(call,
                    routes.handlers(session, call.route())));
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("the router failed", e));
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
