package org.athanor.launcher;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.athanor.launcher.attach.AttachClient;
import org.athanor.launcher.attach.Endpoint;

/** A container in the background: starts one as a process of its own, and ends it. */
final class Background {

    /** System property: the script that starts the product. */
    private static final String SCRIPT = "athanor.script";
    private static final long LOOK_MILLIS = 50;
    private static final int LAST_LINES = 20;

    private final LaunchOptions options;
    private final Streams streams;

    Background(LaunchOptions options, Streams streams) {
        this.options = options;
        this.streams = streams;
    }

    /**
     * Starts a container and waits until it takes commands.
     *
     * @return the exit code; that of the container when it does not come up
     * @throws LaunchException when a container runs in this home already
     */
    int start() {
        Path home = options.home();
        HomeLock.claim(home).close();
        try {
            Path output = Files.createDirectories(home.resolve("log")).resolve("console.log");
            Process process = new ProcessBuilder(command()).redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true).redirectOutput(output.toFile()).start();
            while (!listens(home)) {
                if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    List<String> lines = Files.readAllLines(output);
                    lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).forEach(streams.err()::println);
                    return process.exitValue();
                }
            }
            streams.out().println("started in " + home + ", process " + process.pid()
                    + "; 'athanor attach' talks to it, 'athanor stop' ends it");
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new LaunchException("cannot start a container in the background: " + e.getMessage()
                    + "; try 'athanor start --foreground'", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private List<String> command() {
        String script = System.getProperty(SCRIPT);
        if (script == null) {
            throw new LaunchException("the system property " + SCRIPT + " does not name the script that starts Athanor;"
                    + " use 'start --foreground'", ExitCode.USAGE);
        }
        // Whatever the terminal sends to what runs in it is not for the container.
        List<String> command = new ArrayList<>(onPath("setsid") ? List.of("setsid") : List.of("nohup"));
        command.addAll(List.of(script, "--home", options.home().toString(), "--features",
                String.join(",", options.features()), "start", "--foreground"));
        return command;
    }

    private static boolean onPath(String program) {
        String path = System.getenv("PATH");
        return path != null && Arrays.stream(path.split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, program)));
    }

    private static boolean listens(Path home) {
        try (SocketChannel channel = Endpoint.of(home).connect()) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the container of the home, with a checkpoint of each run, and waits until its process is gone. */
    int stop() {
        List<String> more = options.arguments().subList(1, options.arguments().size());
        if (!more.isEmpty()) {
            boolean help = List.of("--help", "-h").contains(more.get(0));
            (help ? streams.out() : streams.err()).println((help ? "" : "athanor: stop: unknown argument " + more.get(0)
                    + "; ") + "usage: athanor stop [--home DIR]");
            return help ? ExitCode.DONE : ExitCode.USAGE;
        }
        int code = new AttachClient(options.home(), Path.of(""), streams.in(), streams.out(), streams.err())
                .run(List.of("athanor:shutdown"));
        if (code != ExitCode.DONE) {
            return code;
        }
        try {
            while (HomeLock.holder(options.home()).isPresent()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            return ExitCode.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }
}
