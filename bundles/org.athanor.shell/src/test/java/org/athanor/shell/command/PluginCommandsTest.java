package org.athanor.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.SwapOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginCommandsTest {

    @TempDir
    private Path folder;
    private RecordingPlugins plugins;
    private Gogo gogo;

    @BeforeEach
    void open() {
        plugins = new RecordingPlugins();
        gogo = new Gogo("plugin", new PluginCommands(plugins), folder);
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void everyChangeIsPlannedAndThenAppliedAsPlanned() throws Exception {
        assertThat(gogo.execute("plugin:upgrade mvn:g/a/1")).isEqualTo("patcher:lora 0.1.0 to 0.2.0 after step 120");
        gogo.execute("plugin:rollback --probation 0 lora");
        gogo.execute("plugin:stop lora");
        gogo.execute("plugin:start lora --probation 5");
        gogo.execute("plugin:uninstall lora");
        gogo.execute("plugin:install https://example.org/a.jar");

        assertThat(plugins.calls).containsExactly("plan UPGRADE mvn:g/a/1", "apply 123 10 shell",
                "plan ROLLBACK lora", "apply 123 0 shell", "plan STOP lora", "apply 123 0 shell",
                "plan START lora", "apply 123 5 shell", "plan UNINSTALL lora", "apply 123 0 shell",
                "plan INSTALL https://example.org/a.jar", "apply 123 10 shell");
    }

    @Test
    void aFileIsMeantRelativeToWhereTheCallerIs() throws Exception {
        Path jar = Files.writeString(folder.resolve("new.jar"), "");

        gogo.execute("plugin:upgrade new.jar");

        assertThat(plugins.calls.get(0)).isEqualTo("plan UPGRADE " + jar);
    }

    @Test
    void planShowsWhatWouldHappenAndTouchesNothing() throws Exception {
        assertThat(gogo.execute("plugin:plan upgrade new.jar")).isEqualTo("""
                upgrade patcher:lora 0.1.0 to 0.2.0
                  bundle      org.athanor.patcher.lora
                  source      new.jar
                  sha256      abc
                  sessions    first
                  actions     install
                              switch
                  refreshes   nothing
                  plan        123""");
        assertThat(plugins.calls).containsExactly("plan UPGRADE new.jar");
    }

    @Test
    void severalPluginsMakeOnePlan() throws Exception {
        assertThat(gogo.execute("plugin:plan upgrade a.jar b.jar")).isEqualTo("""
                upgrade 2 bundles together or none
                upgrade patcher:lora 0.1.0 to 0.2.0
                  bundle      org.athanor.patcher.lora
                  source      a.jar
                  sha256      abc
                upgrade patcher:lora 0.1.0 to 0.2.0
                  bundle      org.athanor.patcher.lora
                  source      b.jar
                  sha256      abc
                  sessions    first
                  actions     install
                              switch
                  refreshes   nothing
                  plan        123""");
        gogo.execute("plugin:upgrade a.jar b.jar --probation 3");
        gogo.execute("plugin:rollback lora gpt");
        assertThat(plugins.calls).containsExactly("plan UPGRADE a.jar b.jar", "plan UPGRADE a.jar b.jar",
                "apply 123 3 shell", "plan ROLLBACK lora gpt", "apply 123 10 shell");
    }

    @Test
    void aVerbosePlanAlsoShowsWhatWasFoundOut() throws Exception {
        assertThat(gogo.execute("plugin:plan -v upgrade new.jar")).isEqualTo("""
                upgrade patcher:lora 0.1.0 to 0.2.0
                  bundle      org.athanor.patcher.lora
                  source      new.jar
                  sha256      abc
                  resolves    org.athanor.api.model [1.0,2) from org.athanor.api
                  versions    exports lora.api 1.0.0 -> 1.0.1: micro
                  features    lora provides lora
                  state       state lora.steps 1 -> 2 by 1->2
                  sessions    first
                  actions     install
                              switch
                  refreshes   nothing
                  plan        123""");
    }

    @Test
    void verboseShowsThePlanFirst() throws Exception {
        assertThat(gogo.execute("plugin:upgrade -v new.jar")).startsWith("upgrade patcher:lora 0.1.0 to 0.2.0\n")
                .endsWith("  plan        123\npatcher:lora 0.1.0 to 0.2.0 after step 120");
    }

    @Test
    void aChangeThatIsRefusedOrRolledBackFails() {
        plugins.outcome = new SwapOutcome.NotStarted(
                Problem.of(Problem.Kind.REFUSED, "it is not a plugin", "a.jar", ""));
        assertThatThrownBy(() -> gogo.execute("plugin:install a.jar")).isInstanceOf(ProblemException.class)
                .hasMessage("a.jar: it is not a plugin");

        plugins.outcome = new SwapOutcome.RolledBack(121, Problem.of(Problem.Kind.FAILED, "the loss is NaN"));
        assertThatThrownBy(() -> gogo.execute("plugin:upgrade a.jar")).isInstanceOf(ProblemException.class)
                .hasMessage("patcher:lora 0.1.0 to 0.2.0 after step 120 the loss is NaN");
    }

    @Test
    void aChangeThatLeavesSomethingBehindIsDone() throws Exception {
        plugins.outcome = new SwapOutcome.Degraded(120, Problem.of(Problem.Kind.FAILED, "the old bundle stays"));

        assertThat(gogo.execute("plugin:upgrade a.jar"))
                .isEqualTo("patcher:lora 0.1.0 to 0.2.0 after step 120 the old bundle stays");
    }

    @Test
    void listsPluginsAsATable() throws Exception {
        assertThat(gogo.execute("plugin:list")).isEqualTo("""
                plugin        version  state   bundle                    id  sessions
                patcher:lora  0.1.0    active  org.athanor.patcher.lora  12  first, second""");
    }

    @Test
    void saysWhatHoldsRemovedVersionsAndListsThem() throws Exception {
        assertThat(gogo.execute("plugin:leaks"))
                .isEqualTo("no leaks: the class loaders of all removed versions were collected");
        plugins.leaks = List.of(new Leak("patcher:lora", "org.athanor.patcher.lora", "0.1.0", "thread \"left\"",
                List.of("java.lang.Thread \"left\".target ->", "org.example.Work.class ->")));
        assertThat(gogo.execute("plugin:leaks")).isEqualTo("""
                patcher:lora 0.1.0 (org.athanor.patcher.lora), held by thread "left"
                  java.lang.Thread "left".target ->
                  org.example.Work.class ->""");
        assertThat(gogo.execute("plugin:list")).contains("patcher:lora  0.1.0    quarantined  ");
    }

    @Test
    void showsOnePlugin() throws Exception {
        assertThat(gogo.execute("plugin:info lora")).isEqualTo("""
                patcher:lora 0.1.0 active
                  bundle      org.athanor.patcher.lora [12]
                  section     lora
                  provides    lora
                  requires    -
                  conflicts   quantized-base
                  state       lora.scales version 2
                  routes      merge
                  sessions    first, second
                  source      features
                  sha256      -
                  settings
                    r               rank (default: 8)
                    target_modules  what it adapts (required)""");
        assertThat(gogo.execute("plugin:info org.athanor.patcher.lora").toString()).startsWith("patcher:lora 0.1.0");
        assertThatThrownBy(() -> gogo.execute("plugin:info nora")).hasMessage("no plugin 'nora'");
    }

    @Test
    void showsTheLedger() throws Exception {
        assertThat(gogo.execute("plugin:history")).isEqualTo("""
                n  time                      what     details
                1  2026-01-01T00:00:00.123Z  apply    plan=0123456789ab plugin=patcher:lora
                3  2026-01-01T00:00:02Z      outcome""");
        assertThat(gogo.execute("plugin:history -n 1")).contains("outcome").doesNotContain("apply");
        assertThat(gogo.execute("plugin:history -v -n 3")).contains("\n2  ");
        assertThat(plugins.calls).last().isEqualTo("history 3");
        assertThat(gogo.execute("plugin:history --verify")).isEqualTo("lines checked: 1, each as it was written");
    }

    @Test
    void resultsCanBeUsedInScripts() throws Exception {
        assertThat(gogo.execute("plugins = (plugin:list) ; ($plugins get 0) sha256")).isEmpty();
        assertThat(gogo.execute("(($plugins get 0) descriptor) bundle")).isEqualTo("org.athanor.patcher.lora");
    }

    @Test
    void wrongUseIsOneClearLine() {
        assertThatThrownBy(() -> gogo.execute("plugin:stop")).hasMessage(
                "give a plugin: kind:name, its name or its bundle; see 'help plugin:stop'");
        assertThatThrownBy(() -> gogo.execute("plugin:stop lora --force"))
                .hasMessage("unknown option --force; see 'help plugin:stop'");
        assertThatThrownBy(() -> gogo.execute("plugin:stop lora gpt"))
                .hasMessageStartingWith("give only a plugin").hasMessageContaining("not also 'gpt'");
        assertThatThrownBy(() -> gogo.execute("plugin:upgrade --probation soon a.jar"))
                .hasMessage("--probation needs a whole number, not 'soon'; see 'help plugin:upgrade'");
        assertThatThrownBy(() -> gogo.execute("plugin:plan replace a.jar")).hasMessage("there is no operation "
                + "'replace'; one of install, upgrade, rollback, stop, start, uninstall, use, add, remove");
        assertThatThrownBy(() -> gogo.execute("plugin:plan")).hasMessageStartingWith("give an operation; one of ");
        assertThat(plugins.calls).isEmpty();
    }
}
