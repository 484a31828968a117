package org.athanor.shell.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.Map;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.RunHistory;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.Sessions;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

final class ReplayTest {

    private static final RunReport STOPPED = new RunReport("again", "training", "stopped", 7,
            Map.of("parameters_sha256", "ab"), 0, 0, List.of(), 0, 0, "");

    private final List<String> asked = new ArrayList<>();

    @Test
    void aReplayThatIsStoppedOnTheWayAnswersItsReport() throws Exception {
        // Whoever waits for a step hears of the end before the session's state says so.
        assertThat(replay().perform(session(Result.err(Problem.of(Kind.FAILED, "the run has ended after step 7")),
                Result.err(Problem.of(Kind.USAGE, "the run has ended"))))).isEqualTo(STOPPED);
        assertThat(asked).contains("stop").endsWith("await");
    }

    @Test
    void aReplayThatCannotGoOnStopsItsRunAndSaysWhy() {
        Session session = session(Result.err(Problem.of(Kind.USAGE, "step 10 is over")), Result.done());

        assertThatThrownBy(() -> replay().perform(session)).hasMessage("step 10 is over");
        assertThat(asked).endsWith("stop");
    }

    private static Replay replay() {
        RunLeft left = new RunLeft(Path.of("first"), RunHistory.of(List.of()), "stopped", 10, "ab");
        Plugins plugins = fake(Plugins.class, name -> List.of());
        return new Replay(fake(Sessions.class, name -> List.of()), new RunBundles(fake(BundleContext.class,
                name -> List.of()), plugins, left), left);
    }

    private Session session(Result<Result.Done> advance, Result<Result.Done> pause) {
        return fake(Session.class, name -> {
            asked.add(name);
            return switch (name) {
                case "advance" -> advance;
                case "pause" -> pause;
                case "stop" -> Result.done();
                case "await" -> STOPPED;
                case "status" -> new SessionStatus("again", "training", State.RUNNING, 7, 100, 1, "", Map.of());
                default -> throw new UnsupportedOperationException(name);
            };
        });
    }

    /** An object that answers by the name of what it is asked. */
    private static <T> T fake(Class<T> type, Function<String, Object> answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName())));
    }
}
