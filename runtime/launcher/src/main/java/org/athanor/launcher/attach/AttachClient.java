package org.athanor.launcher.attach;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.athanor.launcher.ExitCode;
import org.athanor.launcher.HomeLock;
import org.athanor.launcher.prompt.Evaluator;
import org.athanor.launcher.prompt.Prompt;

/** The client side: executes one command line in a running container, or prompts for several. */
public final class AttachClient {

    private static final String USAGE = "usage: athanor attach [--home DIR] ['COMMANDS']";

    private final Path home;
    private final Path folder;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * Creates a client of the container in {@code home}.
     *
     * @param folder the working folder: relative paths in commands mean files in it
     */
    public AttachClient(Path home, Path folder, InputStream in, PrintStream out, PrintStream err) {
        this.home = home;
        this.folder = folder;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command line that the words make up, or a prompt when there are none.
     *
     * @return the exit code: that of the command; 1 when the container goes away; 2 when there is none
     */
    public int run(List<String> words) {
        if (words.stream().findFirst().filter(word -> word.equals("--help") || word.equals("-h")).isPresent()) {
            out.println(USAGE);
            return ExitCode.DONE;
        }
        if (words.stream().findFirst().filter(word -> word.startsWith("-")).isPresent()) {
            err.println("athanor: attach: unknown option " + words.get(0) + "; " + USAGE);
            return ExitCode.USAGE;
        }
        try (FrameChannel channel = new FrameChannel(Endpoint.of(home).connect())) {
            send(channel, Frame.of(Frame.Type.FOLDER, folder.toAbsolutePath().toString()));
            return words.isEmpty() ? prompt(channel)
                    : new RemoteEvaluator(channel, out, err).evaluate(String.join(" ", words));
        } catch (UncheckedIOException e) {
            err.println("athanor: the container in " + home + " has gone: "
                    + Objects.requireNonNull(e.getCause()).getMessage());
            return ExitCode.FAILED;
        } catch (IOException e) {
            return unreachable(e);
        }
    }

    private int unreachable(IOException cause) {
        Optional<String> holder = HomeLock.holder(home);
        if ((Files.exists(home) && !Files.isExecutable(home))
                || String.valueOf(cause.getMessage()).contains("Permission denied")) {
            err.println("athanor: the container in " + home + " may not be talked to: permission denied; it is for its"
                    + " owner only");
            return ExitCode.FAILED;
        }
        if (holder.isPresent()) {
            err.println("athanor: the container in " + home + " (process " + holder.get() + ") does not take commands: "
                    + "it is still starting, or just ending; try again in a moment");
            return ExitCode.FAILED;
        }
        err.println("athanor: no container is running in " + home + "; start one with 'athanor run FILE.yaml' or "
                + "'athanor start', or name its home with --home");
        return ExitCode.USAGE;
    }

    private static void send(FrameChannel channel, Frame frame) {
        try {
            channel.send(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int prompt(FrameChannel channel) {
        try (Prompt prompt = Prompt.open("attached> ", home.resolve("history"), in, out, err)) {
            return prompt.run(new RemoteEvaluator(channel, prompt.out(), prompt.err()));
        }
    }

    /** Evaluates in the container. */
    private record RemoteEvaluator(FrameChannel channel, PrintStream out, PrintStream err) implements Evaluator {

        @Override
        public int evaluate(String line) {
            try {
                channel.send(Frame.of(Frame.Type.EXECUTE, line));
                while (true) {
                    Frame frame = next();
                    switch (frame.type()) {
                        case OUT -> out.write(frame.payload(), 0, frame.payload().length);
                        case ERR -> err.write(frame.payload(), 0, frame.payload().length);
                        case STATUS -> {
                            out.flush();
                            err.flush();
                            return frame.exitCode();
                        }
                        default -> throw new IOException("unexpected " + frame.type());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<String> complete(List<String> words) {
            try {
                channel.send(Frame.of(Frame.Type.COMPLETE, words));
                return next().words();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void interrupt() {
            send(channel, new Frame(Frame.Type.INTERRUPT, new byte[0]));
        }

        private Frame next() throws IOException {
            return channel.receive().orElseThrow(() -> new IOException("the connection was closed"));
        }
    }
}
