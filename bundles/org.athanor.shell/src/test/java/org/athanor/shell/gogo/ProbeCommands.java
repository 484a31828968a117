package org.athanor.shell.gogo;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.shell.Completion;

/** Commands of which each ends in another way. Public, as the interpreter needs them. */
public final class ProbeCommands {

    static final String SCOPE = "probe";
    static final String[] FUNCTIONS = {"say", "number", "refuse", "misuse", "fail", "hang", "held", "done",
        "pick", "where", "go"};

    final CountDownLatch hanging = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final CountDownLatch holding = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);

    public String say(String word) {
        return word;
    }

    public String where(CommandSession session) {
        return session.currentDir().toString();
    }

    public void go(CommandSession session, String folder) {
        session.currentDir(Path.of(folder));
    }

    public int number(int number) {
        return number;
    }

    public Result<String> refuse() {
        return Result.err(Problem.of(Problem.Kind.REFUSED, "not now", "lora", "try later"));
    }

    // The interpreter calls it.
    @SuppressWarnings("DoNotCallSuggester")
    public void misuse() {
        throw new ProblemException(Problem.of(Problem.Kind.USAGE, "give a name"));
    }

    // The interpreter calls it.
    @SuppressWarnings("DoNotCallSuggester")
    public void fail() {
        throw new IllegalStateException("first line\nsecond line");
    }

    public void hang() throws InterruptedException {
        hanging.countDown();
        try {
            new CountDownLatch(1).await();
        } finally {
            interrupted.countDown();
        }
    }

    public void held() throws InterruptedException {
        holding.countDown();
        release.await();
    }

    public Result<Result.Done> done() {
        return Result.done();
    }

    @Descriptor("picks a colour")
    public void pick(CommandSession session,
            @Descriptor("steps") @Parameter(names = {"-p", "--probation"}, absentValue = "10") int steps,
            @Parameter(names = "--quiet", presentValue = "true", absentValue = "false") boolean quiet,
            @Descriptor("colour") @Completion("colour") String colour,
            @Descriptor("files") @Completion(Completion.FILE) List<String> files) {
        say(colour);
    }
}
