package org.athanor.shell.gogo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.athanor.shell.exit.ExitCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GogoSessionTest {

    @TempDir
    Path storage;
    private final ProbeCommands commands = new ProbeCommands();
    private TestContainer container;
    private GogoSession session;

    @BeforeEach
    void open() throws Exception {
        container = new TestContainer(storage);
        container.command(ProbeCommands.SCOPE, commands, ProbeCommands.FUNCTIONS);
        session = container.session();
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        container.close();
    }

    @Test
    void printsTheResultOfEachCommand() {
        assertThat(session.evaluate("say one; probe:say two\n# a comment\nsay three")).isZero();

        assertThat(out()).isEqualTo("one\ntwo\nthree\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void keepsVariablesFromLineToLine() {
        session.evaluate("x = seven");

        session.evaluate("say $x");

        assertThat(out()).endsWith("seven\n");
    }

    @Test
    void saysNothingAboutACommandThatIsOnlyDone() {
        assertThat(session.evaluate("done")).isZero();

        assertThat(out()).isEmpty();
    }

    @Test
    void endsWithTheNumberThatACommandAnswers() {
        assertThat(session.evaluate("number 3; say never")).isEqualTo(3);

        assertThat(out()).doesNotContain("never");
    }

    @Test
    void stopsAtTheFirstProblemAndTellsItInOneLine() {
        assertThat(session.evaluate("say one; refuse; say never")).isEqualTo(ExitCodes.FAILED);

        assertThat(out()).isEqualTo("one\n");
        assertThat(err()).isEqualTo("refuse: lora: not now; try later\n");
    }

    @Test
    void tellsAnExceptionInOneLine() {
        assertThat(session.evaluate("fail")).isEqualTo(ExitCodes.FAILED);

        assertThat(err()).isEqualTo("fail: first line second line\n");
    }

    @Test
    void endsWithTheCodeForWrongUsage() {
        assertThat(session.evaluate("misuse")).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void namesTheCommandThatWasProbablyMeant() {
        assertThat(session.evaluate("probe:sya x")).isEqualTo(ExitCodes.USAGE);

        assertThat(err()).isEqualTo("athanor: probe:sya: unknown command; did you mean probe:say?\n");
    }

    @Test
    void refusesACommandThatIsNotFinished() {
        assertThat(session.evaluate("say \"one")).isEqualTo(ExitCodes.USAGE);

        assertThat(err()).startsWith("athanor: the command is not finished").hasLineCount(1);
    }

    @Test
    void cancelsACommandAndGoesOn() throws Exception {
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> session.evaluate("hang"));
        commands.hanging.await();

        session.interrupt();

        assertThat(code.get()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(commands.interrupted.await(10, TimeUnit.SECONDS)).as("the command itself was interrupted").isTrue();
        assertThat(session.evaluate("say alive")).isZero();
    }

    @Test
    void naturalTextIsAnArgument() {
        assertThat(session.evaluate("say \"it's\"; say \"100% sure, or {not} [quite]\"; say \"\\\"so\\\"\"")).isZero();
        assertThat(out()).isEqualTo("it's\n100% sure, or {not} [quite]\n\"so\"\n");
    }

    @Test
    void andAndOrDoWhatTheyDoInAShell() {
        assertThat(session.evaluate("say one && say two || say never; refuse || say three")).isZero();
        assertThat(session.evaluate("refuse && say never || say four")).isZero();
        assertThat(session.evaluate("say five && refuse && say never; say never")).isEqualTo(ExitCodes.FAILED);
        assertThat(out()).isEqualTo("one\ntwo\nthree\nfour\nfive\n");
    }

    @Test
    void aFailureInAPipeIsOne() {
        assertThat(session.evaluate("fail | say one || say two")).isZero();
        assertThat(session.evaluate("fail | say three; say never")).isEqualTo(ExitCodes.FAILED);
        assertThat(session.evaluate("say four | say five")).isZero();
        assertThat(out().lines()).contains("two", "five").doesNotContain("never");
    }

    @Test
    void completesFilesWhereItsFolderIs() throws Exception {
        Files.createFile(storage.resolve("plugin-1.jar"));

        session.evaluate("go " + storage);

        assertThat(session.complete(List.of("pick", "red", "plu"))).containsExactly("plugin-1.jar");
    }

    private String out() {
        return container.out.toString(UTF_8);
    }

    private String err() {
        return container.err.toString(UTF_8);
    }

    @Test
    void writesWhatIsShownIntoAFile() throws Exception {
        container.gogoCommands();
        Path file = storage.resolve("f");
        assertThat(session.evaluate("say one > " + file + "; say two >> " + file + "; say three")).isZero();
        assertThat(session.evaluate("say \"four\nfive\" | grep ou >> " + file)).isZero();
        assertThat(file).hasContent("one\ntwo\nfour");
        assertThat(out()).isEqualTo("three\n");
    }

    @Test
    void cutsAndCountsWhatComesThroughAPipe() {
        container.gogoCommands();
        container.command("athanor", new TextCommands(), "head", "tail", "wc");
        String lines = "say \"a b\nc\nd\" | ";
        assertThat(session.evaluate(lines + "head -n 2; " + lines + "head -1; " + lines + "tail -n 1; " + lines + "wc; "
                + lines + "wc -l")).isZero();
        assertThat(out()).isEqualTo("a b\nc\na b\nd\n3 4 8\n3\n");
        assertThat(session.evaluate(lines + "head many")).isEqualTo(ExitCodes.USAGE);
        assertThat(err()).contains("'many' is no number of lines");
    }

    @Test
    void helpsWithAScopeOrACommandAndEachCommandHelpsItself() {
        container.gogoCommands();
        container.command("athanor", new HelpCommand(new CommandCompletion(container.context())), "help");
        assertThat(session.evaluate("help probe")).isZero();
        assertThat(out()).contains("probe:pick    picks a colour\n", "probe:say\n")
                .doesNotContain("athanor:");
        container.out.reset();
        String page = """
                probe:pick: picks a colour
                usage: probe:pick [-p|--probation P] [--quiet] WORD WORD...
                  -p|--probation P  steps; default 10
                  --quiet
                  WORD              colour
                  WORD...           files
                """;
        assertThat(session.evaluate("help pick")).isZero();
        assertThat(session.evaluate("pick --help")).isZero();
        assertThat(session.evaluate("probe:pick red -h")).isZero();
        assertThat(out()).isEqualTo(page.repeat(3));
        assertThat(session.evaluate("help prob:pick")).isEqualTo(ExitCodes.USAGE);
        assertThat(err()).contains("did you mean probe:pick?");
        assertThat(session.evaluate("grep --help")).isZero();
    }
}
