package org.athanor.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.athanor.launcher.attach.AttachClient;
import org.slf4j.LoggerFactory;

/** The main class: starts a container and runs the command line in it, or talks to a running container. */
public final class Main {

    /** System property: the distribution folder; by default the one that holds this jar's {@code lib/}. */
    private static final String DISTRIBUTION = "athanor.distribution";

    private Main() {
    }

    /** Never returns: ends the process with the exit code of what it ran. */
    public static void main(String[] arguments) {
        // What is written for machines has the digits and the letters of no language; the texts are English anyway.
        Locale.setDefault(Locale.ROOT);
        Streams streams = Streams.ofProcess();
        int code;
        try {
            LaunchOptions options = LaunchOptions.parse(List.of(arguments));
            String verb = options.arguments().stream().findFirst().orElse("");
            code = verb.equals("attach") ? attach(options, streams)
                    : verb.equals("stop") ? new Background(options, streams).stop()
                    : options.arguments().equals(List.of("start")) ? new Background(options, streams).start()
                    : runContainer(options, streams);
            leave(options, code, streams);
        } catch (LaunchException e) {
            streams.err().println("athanor: " + e.getMessage());
            code = e.exitCode();
        } catch (RuntimeException | Error e) {
            // Threads of the framework would keep a process alive whose main thread has ended.
            e.printStackTrace(streams.err());
            code = ExitCode.FAILED;
        }
        streams.flush();
        // Not exit(): the destructors of native libraries must not run under threads that may still be in them.
        Runtime.getRuntime().halt(code);
    }

    private static int attach(LaunchOptions options, Streams streams) {
        List<String> words = options.arguments().subList(1, options.arguments().size());
        return new AttachClient(options.home(), Path.of(""), streams.in(), streams.out(), streams.err()).run(words);
    }

    private static int runContainer(LaunchOptions options, Streams streams) {
        Signals signals = Signals.takeOver(streams.err());
        try (HomeLock lock = HomeLock.claim(options.home())) {
            Path distribution = distribution();
            configureLogging(distribution, options.home());
            StrayOutput.goesToTheLog();
            Container container = Container.start(options.home(), Product.read(distribution, options.features()),
                    streams);
            signals.onFirst(container::interrupt);
            try {
                return container.run(options.arguments());
            } catch (LaunchException e) {
                throw e;
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(Main.class).error("the command line failed", e);
                throw new LaunchException("unexpected: " + e + "; the stack trace is in "
                        + options.home().resolve("log"), e);
            } finally {
                container.stop();
            }
        }
    }

    /** Deletes a home that was only for this process, unless somebody may want to see what went wrong in it. */
    private static void leave(LaunchOptions options, int code, Streams streams) {
        if (options.temporary().filter(Files::isDirectory).isEmpty()) {
            return;
        }
        if (code == ExitCode.FAILED) {
            streams.err().println("athanor: the log is in " + options.home().resolve("log"));
            return;
        }
        try (Stream<Path> files = Files.walk(options.temporary().get())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            streams.err().println("athanor: cannot delete " + options.home() + ": " + e.getMessage());
        }
    }

    private static void configureLogging(Path distribution, Path home) {
        System.setProperty("athanor.home", home.toString());
        Path configuration = distribution.resolve("etc").resolve("logback.xml");
        if (Files.isRegularFile(configuration) && System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", configuration.toString());
        }
    }

    private static Path distribution() {
        String given = System.getProperty(DISTRIBUTION);
        if (given != null) {
            return Path.of(given).toAbsolutePath();
        }
        try {
            return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI()).resolve("../..")
                    .normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
