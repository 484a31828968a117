package org.athanor.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Puts one container after the other through the same upgrades and prints a table. */
public final class Comparison {

    private static final int UPGRADES = Integer.getInteger("upgrades");
    private static final long MILLIS = 1000;
    private static final int WIDTH = 58;

    private final Map<String, List<String>> rows = new LinkedHashMap<>();
    private final Host host;
    private int version;

    private Comparison(Host host) {
        this.host = host;
    }

    /** Runs the comparison; system properties name the containers and the folder to work in. */
    public static void main(String... arguments) throws Exception {
        Jars jars = new Jars(Path.of(System.getProperty("classes")),
                emptied(Path.of(System.getProperty("folder"))));
        Map<String, List<String>> first;
        Map<String, List<String>> second;
        try (Host karaf = new Karaf(Path.of(System.getProperty("karaf")), jars)) {
            first = new Comparison(karaf).run();
        }
        try (Host athanor = new Athanor(Path.of(System.getProperty("athanor")), jars)) {
            second = new Comparison(athanor).run();
        }
        first.forEach((name, cells) -> print(name, cells, second.getOrDefault(name, List.of())));
    }

    private Map<String, List<String>> run() throws Exception {
        row("", host.name());
        // The first window warms up what polls and what is polled.
        window(() -> "");
        Figures quiet = window(() -> "").figures();
        row("calls per second", format("%,.0f", quiet.calls() * 1000.0 / MILLIS));
        row("nothing happens: longest time without an answer", format("%.2f ms", quiet.longestMillis()));
        succeeding();
        for (Fault fault : List.of(Fault.IMPORT, Fault.START, Fault.CALL)) {
            failing(fault);
        }
        return rows;
    }

    private void succeeding() throws Exception {
        List<Double> longest = new ArrayList<>();
        long failed = 0;
        for (int upgrade = 0; upgrade < UPGRADES; upgrade++) {
            Figures figures = window(() -> host.upgrade(++version, Fault.NONE)).figures();
            failed += figures.failed();
            longest.add(figures.longestMillis());
        }
        longest.sort(Comparator.naturalOrder());
        String upgrades = UPGRADES + " upgrades that succeed: ";
        row(upgrades + "failed calls", format("%,d", failed));
        row(upgrades + "longest time without an answer", format("median %.2f ms, worst %.2f ms",
                longest.get(UPGRADES / 2), longest.get(UPGRADES - 1)));
    }

    private void failing(Fault fault) throws Exception {
        Window window = window(() -> host.upgrade(++version, fault));
        String upgrade = "an upgrade that fails, " + fault.words() + ": ";
        row(upgrade + "said", window.said());
        row(upgrade + "failed calls within " + MILLIS + " ms", format("%,d of %,d", window.figures().failed(),
                window.figures().calls()));
        row(upgrade + "left behind", host.state());
        Figures after = window(() -> "").figures();
        row(upgrade + "calls answered afterwards", after.failed() == after.calls() ? "none"
                : after.failed() == 0 ? "all" : format("%,d of %,d", after.calls() - after.failed(), after.calls()));
        host.repair(++version);
    }

    /** What was said and seen while something happened. */
    private record Window(String said, Figures figures) {
    }

    private interface Event {
        String happen() throws Exception;
    }

    private Window window(Event event) throws Exception {
        host.poll();
        host.pass(MILLIS / 4);
        String said = event.happen();
        host.pass(MILLIS);
        return new Window(said.lines().findFirst().orElse("nothing"), host.polled());
    }

    private void row(String name, String cell) {
        rows.put(name, wrapped(cell));
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH && !line.isEmpty()) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static void print(String name, List<String> left, List<String> right) {
        System.out.println(name);
        for (int line = 0; line < Math.max(left.size(), right.size()); line++) {
            System.out.println(format("    %-" + WIDTH + "s  %s", line < left.size() ? left.get(line) : "",
                    line < right.size() ? right.get(line) : "").stripTrailing());
        }
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    private static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder).sorted(Comparator.reverseOrder())) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
