package org.athanor.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The example that brings a kind of plugin and a kind of work, as its own project builds it, in a container of the
 * distribution.
 *
 * @param home the home of the container, whose run file {@value #RUN_FILE} is that of a desk
 */
public record AnswerDesk(Home home) {

    /** The run file. */
    public static final String RUN_FILE = "desk.yaml";
    /** The name of the run. */
    public static final String RUN = "desk";

    private static final Path PROJECT = Path.of("../../runtime/examples/plugins/answer-desk").toAbsolutePath()
            .normalize();
    private static final String YAML = """
            work: desk
            desk: {workers: %d, tell_every: %d, rounds: %d, close_after: %d, questions: [%s]}
            answerer: {type: polite, asks: [atlas, library]}
            plugins: [{use: lookup, as: atlas}, {use: lookup, as: library}, console]
            atlas: {facts: [what is the capital of France = Paris, what is the capital of Peru = Lima], delay: %d}
            library: {facts: [who wrote Faust = Goethe]}
            """;

    /** What the run file says of a desk. */
    public record Desk(int workers, int tellEvery, int rounds, int closeAfter, List<String> questions, int delay) {
    }

    /** Returns the jar that a module of the project makes. */
    public static Path jar(String module) {
        try (Stream<Path> files = Files.list(PROJECT.resolve(module).resolve("target"))) {
            return files.filter(file -> file.toString().endsWith("-1.0.0.jar")).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all its jars: the kind before the plugins of that kind. */
    public static List<Path> jars() {
        return Stream.of("answerer", "lookup", "polite", "desk").map(AnswerDesk::jar).toList();
    }

    /** Returns the command that installs all its jars. */
    public static String install() {
        return jars().stream().map(jar -> " \"" + jar + "\"").collect(Collectors.joining("", "plugin:install", ""));
    }

    /** Writes the run file. */
    public static AnswerDesk in(Path folder, Desk desk) {
        Home home = new Home(folder);
        home.write(RUN_FILE, YAML.formatted(desk.workers(), desk.tellEvery(), desk.rounds(), desk.closeAfter(),
                String.join(", ", desk.questions()), desk.delay()));
        return new AnswerDesk(home);
    }

    /** Starts a container with the example in it, which runs the desk and stays until it is closed. */
    public Product open() throws InterruptedException {
        return Product.idle(home).owned(product -> {
            product.attach(install()).ok();
            product.attach("train:start --id " + RUN + " " + home.folder().resolve(RUN_FILE)).ok();
        });
    }

    /** Returns what the desk answers. */
    public static String ask(Product product, String question) {
        return product.attach("session:call ask 'question=" + question + "'").ok().out().strip();
    }

    /** Returns what the run left. */
    public Run run() {
        return home.run(RUN);
    }
}
