package org.athanor.plugins.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.SessionStatus;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TestSessions.TestSession;
import org.athanor.plugins.TokenizerInUse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class SlotPlansTest extends TokenizerInUse {

    private Bundle log;

    @BeforeEach
    void installTwoMore() throws BundleException {
        container.distribution(TestJar.tokenizer("org.example.bpe", "2.0.0", "bpe").state("merges", 1)
                .in(jars, "bpe.jar"));
        log = container.distribution(TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar"));
    }

    private Plan plan(Operation operation, Subject... subjects) {
        return container.plugins().plan(new PlanRequest(operation, List.of(subjects))).unwrap();
    }

    private String refusal(Operation operation, Subject... subjects) {
        return container.plugins().plan(new PlanRequest(operation, List.of(subjects))).failure().orElseThrow()
                .message();
    }

    private void change(Operation operation, Subject... subjects) {
        TestContainer.assertCommitted(container.plugins().change(new PlanRequest(operation, List.of(subjects)),
                ApplyOptions.standard("test"), plan -> { }));
    }

    private static Subject use(String slot, String plugin, String... settings) {
        return Subject.inSlot(slot, plugin, settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]));
    }

    private Binding in(String slot) {
        return session.bindings.stream().filter(binding -> binding.slot().equals(slot)).findFirst().orElseThrow();
    }

    @Test
    void putsAnotherPluginIntoASlotOfEachSessionThatHasIt() {
        Plan plan = plan(Operation.USE, use("tokenizer", "bpe", "size", "9"));
        assertThat(plan.plugin()).isEqualTo("tokenizer:bpe");
        assertThat(plan.from()).contains("tok 1.0.0");
        assertThat(plan.to()).contains("2.0.0");
        assertThat(plan.sessions()).containsExactly("s1");
        assertThat(plan.state()).containsExactly("state merges 1 of tokenizer:bpe begins");
        assertThat(plan.actions()).startsWith("put tokenizer:bpe 2.0.0 into the slot 'tokenizer' of s1 in place of "
                + "tokenizer:tok 1.0.0, with size=9", "take org.example.bpe 2.0.0, which is installed")
                .anyMatch(action -> action.startsWith("run in the shadow"));
        change(Operation.USE, use("tokenizer", "bpe", "size", "9"));
        assertThat(session.calls).containsExactly("prepare 10", "shadow", "commit", "await", "drain");
        assertThat(in("tokenizer").id()).isEqualTo("tokenizer:bpe");
        assertThat(in("tokenizer").settings()).isEqualTo(Map.of("size", "9"));
        assertThat(container.named("org.example.tok")).as("it stays installed").hasSize(1);
    }

    @Test
    void givesThePluginInASlotOtherSettingsAndKeepsItsVersion() throws BundleException {
        container.distribution(TestJar.tokenizer("org.example.tok", "1.5.0", "tok").in(jars, "tok-1.5.jar"));
        change(Operation.USE, use("tokenizer", "tok", "size", "9"));
        assertThat(in("tokenizer").version()).isEqualTo("1.0.0");
        change(Operation.USE, use("tokenizer", "tok"));
        assertThat(in("tokenizer").version()).as("without settings, the newest").isEqualTo("1.5.0");
        assertThat(refusal(Operation.USE, use("tokenizer", "tok")))
                .contains("the slot 'tokenizer' has org.example.tok 1.5.0 already").contains("bpe, tok");
    }

    @Test
    void addsAPluginInASlotOfItsOwnAndTakesItOutAgain() {
        change(Operation.ADD, new Subject("log", Optional.of("diary"), Optional.empty(), Map.of("path", "x")));
        assertThat(in("diary").id()).isEqualTo("logger:log");
        assertThat(refusal(Operation.ADD, use("diary", "log")))
                .contains("the slot 'diary' of s1 is filled already, with logger:log");
        change(Operation.ADD, Subject.of("log"));
        assertThat(session.bindings).extracting(Binding::slot).containsExactly("tokenizer", "diary", "log");
        change(Operation.REMOVE, Subject.slot("diary"), Subject.slot("log"));
        assertThat(session.bindings).extracting(Binding::slot).containsExactly("tokenizer");
        assertThat(log.getState()).as("it stays installed").isEqualTo(Bundle.ACTIVE);
        assertThat(refusal(Operation.REMOVE, Subject.slot("tokenizer")))
                .contains("session s1 cannot do without tokenizer:tok").contains("plugin:use");
    }

    @Test
    void saysWhatThereIsWhenASlotOrAPluginIsNotThere() throws BundleException {
        assertThat(refusal(Operation.USE, use("tokeniser", "bpe"))).contains("no session has the slot 'tokeniser'")
                .contains("did you mean 'tokenizer'?");
        assertThat(refusal(Operation.USE, use("router", "bpe"))).contains("the slot 'router' is empty")
                .contains("plugin:add");
        assertThat(refusal(Operation.USE, use("tokenizer", "bpf"))).contains("no plugin 'bpf' is installed")
                .contains("did you mean 'bpe'?");
        assertThat(refusal(Operation.USE, use("tokenizer", "log")))
                .contains("logger:log is no tokenizer, which the slot 'tokenizer' is for").contains("one of bpe, tok");
        assertThat(refusal(Operation.USE, use("tokenizer", "bpe"), use("tokenizer", "tok", "a", "b")))
                .contains("the slot 'tokenizer' of s1 is given twice");
        log.stop();
        assertThat(refusal(Operation.ADD, Subject.of("log"))).contains("is installed but stopped")
                .contains("plugin:start org.example.log");
        assertThat(refusal(Operation.USE, use("tokenizer", "bpe").in("s2"))).contains("no session 's2' is running");
        session.state = SessionStatus.State.COMPLETED;
        assertThat(refusal(Operation.USE, use("tokenizer", "bpe"))).contains("no session is running");
    }

    @Test
    void asksForASessionWhereSeveralCouldBeMeant() {
        container.sessions.add("s2");
        assertThat(refusal(Operation.ADD, Subject.of("log"))).contains("several sessions are running")
                .contains("--session: s1, s2");
        change(Operation.ADD, Subject.of("log").in("s2"));
        assertThat(plan(Operation.REMOVE, Subject.slot("log")).sessions()).containsExactly("s2");
    }

    @Test
    void isStaleWhenASlotHasChangedSince() {
        Plan plan = plan(Operation.USE, use("tokenizer", "tok", "size", "9"));
        change(Operation.USE, use("tokenizer", "tok", "size", "8"));
        assertThat(container.plugins().apply(plan, ApplyOptions.standard("test")).failure().orElseThrow().message())
                .contains("the plan is stale").contains("gone: session s1 has tokenizer:tok 1.0.0 {} in tokenizer")
                .contains("new: session s1 has tokenizer:tok 1.0.0 {size=8} in tokenizer");
    }

    @Test
    void bringsAnAddedPluginBackWithItsSettingsWhenTheWayBackIsTheOpposite() {
        change(Operation.ADD, new Subject("log", Optional.of("diary"), Optional.empty(), Map.of("path", "x")));
        TestSession other = container.sessions.add("s2");
        other.failAt = "commit";
        other.bindings = List.of(new Binding("diary", "logger", "log", BundleRef.of(log), true, true, Map.of()));
        assertThat(container.plugins().change(new PlanRequest(Operation.REMOVE, List.of(Subject.slot("diary"))),
                ApplyOptions.standard("test"), plan -> { }).unwrap().outcome().word()).isEqualTo("rolled_back");
        assertThat(in("diary").settings()).isEqualTo(Map.of("path", "x"));
    }
}
