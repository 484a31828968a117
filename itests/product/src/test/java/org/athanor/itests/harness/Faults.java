package org.athanor.itests.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The product with the agent that knows every point at which something is forced to disk; system property
 * {@code athanor.faults.agent}.
 *
 * @param home the home of the product
 */
public record Faults(Home home) {

    private static final Path AGENT = Path.of(System.getProperty("athanor.faults.agent")).toAbsolutePath().normalize();

    private static final String OPTIONS = "java.options";

    /**
     * A point.
     *
     * @param words what is forced, and by whom
     * @param time the how many-th with these words it is, from 1
     */
    public record Point(String words, int time) {

        @Override
        public String toString() {
            return words + " (" + time + ")";
        }
    }

    /** What happens at a point. */
    public enum Deed {
        /** The process ends there. */
        HALT,
        /** The process ends there, and the end of what was to be forced is lost, as in a power cut. */
        TEAR,
        /** The disk is full, once. */
        FAIL,
        /** The disk is full from there on, until there is another order. */
        FULL
    }

    /** Starts the product with the agent. */
    public Product start(String... arguments) {
        try {
            // Options are words; one that may have a space in it goes into a file, which Java reads.
            Files.createDirectories(folder());
            Files.writeString(folder().resolve(OPTIONS), "\"-javaagent:" + AGENT + "=" + folder() + File.pathSeparator
                    + home.root() + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return started(" @" + home.folder().relativize(folder().resolve(OPTIONS)), arguments);
    }

    /** Starts the product without the agent. */
    public Product startSound(String... arguments) {
        return started("", arguments);
    }

    /** There are many and short processes: compiling their code well would cost more than it brings. */
    private Product started(String agent, String... arguments) {
        return Product.start(home, List.of("env", "ATHANOR_JAVA_OPTS=-XX:TieredStopAtLevel=1 -Xlog:disable" + agent),
                arguments);
    }

    /** Lets something happen at a point, counted from now on. */
    public void order(Deed deed, Point point) {
        write(deed.name().toLowerCase(Locale.ROOT) + "\t" + point.time() + "\t" + point.words());
    }

    /** Lets nothing happen any more, and counts anew. */
    public void orderNothing(String name) {
        write(name);
    }

    /** Returns the points that were reached, in order, since so many had been reached. */
    public List<Point> since(int from) {
        List<Point> points = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        List<String> lines = lines("points");
        for (String words : lines.subList(from, lines.size())) {
            points.add(new Point(words, times.merge(words, 1, Integer::sum)));
        }
        return points;
    }

    /** Returns how many points were reached. */
    public int reached() {
        return lines("points").size();
    }

    /** Returns how many orders were carried out. */
    public int done() {
        return lines("done").size();
    }

    private List<String> lines(String name) {
        try {
            Path file = folder().resolve(name);
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder() {
        return home.folder().resolve("faults");
    }

    /** In one step: the agent may read at any moment. */
    private void write(String text) {
        try {
            Files.createDirectories(folder());
            Path next = Files.writeString(folder().resolve("order.new"), text);
            Files.move(next, folder().resolve("order"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
