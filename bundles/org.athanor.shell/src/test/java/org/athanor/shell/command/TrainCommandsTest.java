package org.athanor.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SessionStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandsTest {

    @TempDir
    private Path folder;
    private FakeSessions sessions;
    private Gogo gogo;

    @BeforeEach
    void open() {
        sessions = new FakeSessions();
        gogo = new Gogo("train", new TrainCommands(sessions, TimeUnit.MILLISECONDS), folder);
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void startsARunFileRelativeToWhereTheCallerIs() throws Exception {
        assertThat(gogo.execute("train:start run.yaml --id first"))
                .isEqualTo("first: started in " + Path.of("runs", "first"));
        gogo.execute("train:start --set trainer.max_steps=10 run.yaml --set data.path=a=b --set eval.every=0");

        String started = "start " + folder.resolve("run.yaml") + " in " + folder;
        assertThat(sessions.calls()).containsExactly(started + " {}",
                started + " {data.path=a=b, eval.every=0, trainer.max_steps=10}");
    }

    @Test
    void aSessionIsStoppedWithOrWithoutForce() throws Exception {
        FakeSession session = sessions.add("first", State.FAILED);

        assertThat(gogo.execute("train:stop")).isEqualTo("first: failed after step 120");
        assertThat(gogo.execute("train:stop --force first"))
                .isEqualTo("first: stopped by force after step 120: objective:causal 1.0.0 had not come back");
        assertThat(session.calls()).containsExactly("stop", "abort");
    }

    @Test
    void theOnlySessionNeedsNoName() throws Exception {
        FakeSession session = sessions.add("first", State.RUNNING).then(State.STOPPED, 120);

        assertThat(gogo.execute("train:pause")).isEqualTo("first: paused after step 120");
        assertThat(gogo.execute("train:stop first")).isEqualTo("first: stopped after step 120");
        assertThat(gogo.execute("train:checkpoint")).isEqualTo("first: checkpoints/step-120");
        assertThat(session.calls()).containsExactly("pause", "stop");
        assertThatThrownBy(() -> gogo.execute("train:pause second")).hasMessage("no session 'second'");
    }

    @Test
    void forgetsTheSessionsThatAreNamed() throws Exception {
        List.of("first", "second", "third").forEach(id -> sessions.add(id, State.STOPPED));

        assertThat(gogo.execute("train:forget first third")).isEqualTo("""
                first: forgotten; train:resume first goes on with its run
                third: forgotten; train:resume third goes on with its run""");
        assertThat(sessions.list()).extracting(Session::id).containsExactly("second");
        assertThatThrownBy(() -> gogo.execute("train:forget")).hasMessageContaining("give the sessions to forget");
    }

    @Test
    void changesASettingGivenAsTwoWordsOrOne() throws Exception {
        FakeSession session = sessions.add("first", State.RUNNING);

        assertThat(gogo.execute("train:set trainer.learning_rate 1e-4"))
                .isEqualTo("first: trainer.learning_rate was 0.001, is 1e-4 after step 120");
        gogo.execute("train:set --session first trainer.learning_rate=5e-4");

        assertThat(session.calls()).containsExactly("set trainer.learning_rate 1e-4",
                "set trainer.learning_rate 5e-4");
    }

    @Test
    void resumingAPausedSessionGoesOn() throws Exception {
        FakeSession session = sessions.add("first", State.PAUSED);

        assertThat(gogo.execute("train:resume")).isEqualTo("first: goes on after step 120");
        assertThat(session.calls()).containsExactly("proceed");
        assertThat(sessions.calls()).isEmpty();
    }

    @Test
    void resumingARunThatEndedOrWasKilledStartsFromItsCheckpoint() throws Exception {
        sessions.add("first", State.STOPPED);

        assertThat(gogo.execute("train:resume first --set trainer.workers=2"))
                .isEqualTo("first: resumed after step 120");
        gogo.execute("train:resume killed");

        assertThat(sessions.calls()).containsExactly("resume first {trainer.workers=2}", "resume killed {}");
    }

    @Test
    void aSessionThatRunsCannotBeResumed() {
        sessions.add("first", State.RUNNING);

        assertThatThrownBy(() -> gogo.execute("train:resume first"))
                .hasMessage("first: is running and not paused; nothing to resume");
    }

    @Test
    void watchingPrintsEachChangeUntilTheEnd() throws Exception {
        sessions.add("first", State.RUNNING).then(State.RUNNING, 120).then(State.RUNNING, 130)
                .then(State.FAILED, 131);

        assertThat(gogo.execute("train:watch --every 1")).isEqualTo("""
                first: running, step 120 of 2000, loss 2.5000, 12,345 tokens/s
                first: running, step 130 of 2000, loss 2.5000, 12,345 tokens/s
                first: failed, step 131 of 2000, loss 2.5000 (the loss is NaN)
                  tokens         100,608
                  learning rate  1.00e-03
                  generation     3""");
    }

    @Test
    void watchingEndsWhenItIsInterrupted() {
        sessions.add("first", State.RUNNING);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> gogo.execute("train:watch")).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void listsSessionsAsATable() throws Exception {
        assertThat(gogo.execute("train:list")).isEqualTo("no sessions");
        sessions.add("first", State.RUNNING);
        sessions.add("second", State.FAILED);

        assertThat(gogo.execute("train:list")).isEqualTo("""
                session  state    step    of    loss  held out  tokens/s  detail
                first    running   120  2000  2.5000         -    12,345
                second   failed    120  2000  2.5000         -    12,345  the loss is NaN""");
    }

    @Test
    void showsOfOtherWorkWhatItTells() throws Exception {
        sessions.add(scoring());

        assertThat(gogo.execute("train:status")).isEqualTo("""
                corpus: running, step 7
                  documents      12,000
                  mean score     0.7500
                  generation     2""");
        assertThat(gogo.execute("train:list")).isEqualTo("""
                session  state    step  detail
                corpus   running     7""");
    }

    @Test
    void leavesCellsEmptyInATableOfDifferentWork() throws Exception {
        sessions.add("first", State.RUNNING);
        sessions.add(scoring());

        assertThat(gogo.execute("train:list")).isEqualTo("""
                session  state    step    of    loss  held out  tokens/s  detail
                first    running   120  2000  2.5000         -    12,345
                corpus   running     7""");
    }

    private static SessionStatus scoring() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("documents", 12_000);
        values.put("mean_score", 0.75);
        values.put("worst_score", Double.NaN);
        return new SessionStatus("corpus", "scoring", State.RUNNING, 7, 0, 2, "", values);
    }

    @Test
    void wrongUseIsOneClearLine() {
        sessions.add("first", State.COMPLETED);
        assertThatThrownBy(() -> gogo.execute("train:watch --every 0"))
                .hasMessage("--every needs a whole number of at least 1, not '0'; see 'help train:watch'");
        assertThatThrownBy(() -> gogo.execute("train:start"))
                .hasMessage("give a run file; see 'help train:start'");
        assertThatThrownBy(() -> gogo.execute("train:start run.yaml --set max_steps"))
                .hasMessage("'max_steps' is not KEY=VALUE; see 'help train:start'");
        assertThatThrownBy(() -> gogo.execute("train:set trainer.learning_rate"))
                .hasMessage("'trainer.learning_rate' is not KEY=VALUE; see 'help train:set'");
        assertThatThrownBy(() -> gogo.execute("train:set a b c"))
                .hasMessage("give a key and a value; see 'help train:set'");
    }
}
