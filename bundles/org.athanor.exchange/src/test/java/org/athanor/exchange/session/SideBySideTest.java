package org.athanor.exchange.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.testing.JournalBundle;
import org.athanor.exchange.testing.SessionContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges that were prepared side by side are made one after the other, as far as they are about other slots. */
class SideBySideTest {

    private static final JournalBundle OLD = new JournalBundle("1.0.0", "Integer", "");
    private static final JournalBundle NEW = new JournalBundle("2.0.0", "Integer", "");

    @TempDir
    private Path home;
    private SessionContainer container;
    private Session session;

    @BeforeEach
    void start() throws Exception {
        container = new SessionContainer(home);
        container.bring("old", OLD.jar());
        session = container.run("run", """
                work: counting
                plugins: [{use: journal, as: left}, {use: journal, as: right}]
                left: {every: 3}
                right: {every: 3}
                """);
        container.bring("new", NEW.jar());
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    private Exchange prepared(String slot) {
        return session.prepare(List.of(JournalBundle.change(slot, OLD.ref(), NEW.ref(), Map.of())),
                SwapPolicy.unchecked()).unwrap();
    }

    private List<String> versions() {
        return session.bindings().stream().map(Binding::version).toList();
    }

    @Test
    void whatChangedInAnotherSlotIsNoObstacle() {
        Exchange left = prepared("left");
        Exchange right = prepared("right");
        left.commit().unwrap();
        left.drain().unwrap();
        right.commit().unwrap();
        right.drain().unwrap();

        assertThat(versions()).containsExactly("2.0.0", "2.0.0");
    }

    @Test
    void norDoesItKeepASessionFromVoting() {
        Exchange left = prepared("left");
        Exchange right = prepared("right");
        left.commit().unwrap();
        left.drain().unwrap();
        right.vote().unwrap();
        right.commit().unwrap();
        right.drain().unwrap();

        assertThat(versions()).containsExactly("2.0.0", "2.0.0");
    }

    @Test
    void whatChangedInTheSameSlotIsOne() {
        Exchange first = prepared("left");
        Exchange second = prepared("left");
        first.commit().unwrap();
        first.drain().unwrap();
        Result<Long> late = second.commit();
        second.drain().unwrap();

        assertThat(late.failure().map(Problem::message).orElse("")).contains("the session has changed since");
        assertThat(versions()).containsExactly("2.0.0", "1.0.0");
    }
}
