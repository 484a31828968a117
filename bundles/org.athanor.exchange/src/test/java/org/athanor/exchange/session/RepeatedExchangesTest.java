package org.athanor.exchange.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.session.SwapRecord;
import org.athanor.exchange.testing.JournalBundle;
import org.athanor.exchange.testing.SessionContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was cut off comes to what it had done, unless somebody does otherwise meanwhile. */
class RepeatedExchangesTest {

    private static final JournalBundle OLD = new JournalBundle("1.0.0", "Integer", "");
    private static final JournalBundle NEW = new JournalBundle("2.0.0", "Integer", "");

    @TempDir
    private Path home;
    private SessionContainer container;
    private Session session;
    private long first;
    private long second;

    /** A run in which the new version came in, and then got another setting. */
    @BeforeEach
    void exchangeTwiceAndStop() throws Exception {
        container = new SessionContainer(home);
        container.bring("old", OLD.jar());
        session = container.run("run", "work: counting\nplugins: [journal]\njournal: {every: 3}\n");
        container.bring("new", NEW.jar());
        session.pause().unwrap();
        first = session.status().step() + 10;
        second = first + 10;
        session.advance(first).unwrap();
        exchange(OLD.ref(), 4);
        session.advance(second).unwrap();
        exchange(NEW.ref(), 5);
        session.stop().unwrap();
    }

    @AfterEach
    void close() throws Exception {
        container.close();
    }

    private Exchange prepared(BundleRef from, int every) {
        return session.prepare(List.of(JournalBundle.change(from, NEW.ref(), Map.of("every", Integer.toString(every)))),
                SwapPolicy.unchecked()).unwrap();
    }

    private void exchange(BundleRef from, int every) {
        Exchange exchange = prepared(from, every);
        exchange.commit().unwrap();
        exchange.drain().unwrap();
    }

    /** Lets the run go on, and pauses it before its first step. */
    private void resume() throws IOException {
        container.work().hold("run");
        session = container.sessions().resume("run", Map.of()).unwrap();
        session.pause().unwrap();
        container.work().release("run");
        assertThat(session.status().step()).isZero();
    }

    /** An exchange is told of when it is finished, at the latest at the end. */
    private void reach(long step) {
        session.advance(step).unwrap();
        session.stop().unwrap();
    }

    private List<Long> again() {
        return session.swaps().stream().filter(swap -> swap.reason().startsWith("made again")).map(SwapRecord::step)
                .toList();
    }

    private Object every() {
        return Objects.requireNonNull(session.bindings().get(0).settings().get("every"));
    }

    @Test
    void eachIsMadeAgainAfterItsStepHoweverOftenTheRunIsCutOff() throws IOException {
        resume();
        reach(first + 1);
        resume();
        reach(second + 1);

        assertThat(again()).containsExactly(first, first, second);
        assertThat(every()).hasToString("5");
    }

    @Test
    void aSlotThatWasChangedMeanwhileIsLeftAsItIs() throws IOException {
        resume();
        exchange(NEW.ref(), 6);
        reach(second + 1);
        resume();
        reach(second + 1);

        assertThat(again()).as("only what was done meanwhile").containsExactly(0L);
        assertThat(every()).hasToString("6");
    }

    @Test
    void aSlotThatSomebodyIsAboutToChangeWaitsForThat() throws IOException {
        resume();
        Exchange exchange = prepared(NEW.ref(), 6);
        session.advance(first + 3).unwrap();
        assertThat(again()).isEmpty();
        exchange.commit().unwrap();
        exchange.drain().unwrap();
        reach(second + 1);
        assertThat(again()).isEmpty();
        assertThat(every()).hasToString("6");
    }

    @Test
    void whatWasDueMeanwhileIsMadeLateWhenTheSlotDoesNotChange() throws IOException {
        resume();
        Exchange exchange = prepared(NEW.ref(), 6);
        session.advance(first + 3).unwrap();
        exchange.revert("it is not wanted").unwrap();
        exchange.drain().unwrap();
        reach(second + 1);
        assertThat(again()).containsExactly(first + 4, second);
        assertThat(every()).hasToString("5");
    }

    @Test
    void whatIsInstalledOnlyLaterBelongsToSomebodysChange() throws Exception {
        container.context().getBundle("new").uninstall();
        resume();
        container.bring("new", NEW.jar());
        reach(second + 1);

        assertThat(again()).isEmpty();
        assertThat(session.bindings().get(0).version()).isEqualTo("1.0.0");
    }

    @Test
    void aChangeThatWasNotKeptLeavesNothingOut() throws IOException {
        resume();
        Exchange exchange = prepared(NEW.ref(), 6);
        exchange.revert("it is not wanted").unwrap();
        exchange.drain().unwrap();
        reach(second + 1);

        assertThat(again()).containsExactly(first, second);
        assertThat(every()).hasToString("5");
    }
}
