package org.athanor.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.junit.jupiter.api.Test;

class RoundRobinRouterTest {

    private record Named(String name) implements RouteHandler {
        @Override
        public Result<String> handle(RouteCall call) {
            return Result.ok(name);
        }
    }

    private static final List<RouteHandler> THREE = List.of(new Named("a"), new Named("b"), new Named("c"));

    private final RoundRobinRouter router = new RoundRobinRouter();

    @Test
    void eachHandlerHasItsTurn() {
        assertThat(LongStream.range(0, 7).mapToObj(number -> chosen(number, THREE)))
                .containsExactly("a", "b", "c", "a", "b", "c", "a");
    }

    @Test
    void theTurnFollowsFromTheNumberAloneSoThatASuccessorGoesOn() {
        assertThat(new RoundRobinRouter().choose(call(4), THREE).unwrap().name()).isEqualTo("b");
        assertThat(chosen(Long.MAX_VALUE, THREE)).isEqualTo("b");
    }

    @Test
    void aHandlerThatIsGoneLeavesItsTurnsToTheOthers() {
        assertThat(LongStream.range(0, 4).mapToObj(number -> chosen(number, THREE.subList(1, 3))))
                .containsExactly("b", "c", "b", "c");
    }

    @Test
    void aRouteWithoutHandlersIsAProblemThatNamesIt() {
        assertThat(router.choose(call(0), List.of()).failure().orElseThrow().message()).isEqualTo(
                "nobody answers the route 'generate'; start what handles it, "
                        + "for example a training session for 'generate'");
    }

    private String chosen(long number, List<RouteHandler> handlers) {
        return router.choose(call(number), handlers).unwrap().name();
    }

    private static RouteCall call(long number) {
        return new RouteCall("generate", number, Map.of());
    }
}
