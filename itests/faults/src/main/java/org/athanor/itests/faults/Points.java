package org.athanor.itests.faults;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The points at which something is forced to disk. The bootstrap loader has it, so it uses nothing but the JDK. */
public final class Points {

    private static final Path FOLDER = Path.of(System.getProperty("athanor.faults.folder"));
    private static final Path HOME = Path.of(System.getProperty("athanor.faults.home"));
    private static final String PRODUCT = "org.athanor.";
    private static final String OWN = Points.class.getPackageName();
    private static final String NO_ROOM = "No space left on device";
    private static final int FRAMES = 3;
    private static final int LOST_BYTES = 10;
    private static final Pattern FACT = Pattern.compile("\"(type|kind|bundle|phase)\":\"([^\"]*)\"");
    private static final Map<String, Integer> TIMES = new HashMap<>();
    private static final Map<Object, Long> FORCED = new HashMap<>();
    private static String order = "";
    private static boolean full;

    private Points() {
    }

    /** Called before a file or folder is forced. */
    public static synchronized void reached(String path) throws IOException {
        String by = StackWalker.getInstance().walk(frames -> frames
                .filter(frame -> frame.getClassName().startsWith(PRODUCT) && !frame.getClassName().startsWith(OWN))
                .limit(FRAMES).map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "." + frame.getMethodName())
                .collect(Collectors.joining(" < ")));
        if (by.isEmpty()) {
            return;
        }
        Path file = Path.of(path).toAbsolutePath();
        String words = HOME.relativize(file).toString().replaceAll("[0-9a-f]{64}", "*")
                .replaceAll("/\\.tmp-[^/]*", "/.tmp-*").replaceAll("\\d+", "#")
                + (file.endsWith("ledger.jsonl") ? lastLine(file) : "") + " | "
                + by.replaceAll("lambda\\$|\\$\\d+", "");
        Files.writeString(FOLDER.resolve("points"), words + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Path given = FOLDER.resolve("order");
        String now = Files.exists(given) ? Files.readString(given).strip() : "";
        if (!now.equals(order)) {
            order = now;
            full = false;
            TIMES.clear();
        }
        if (full) {
            throw new IOException(NO_ROOM);
        }
        int times = TIMES.merge(words, 1, Integer::sum);
        String[] parts = order.split("\t", -1);
        if (parts.length == 3 && parts[2].equals(words) && Integer.parseInt(parts[1]) == times) {
            obey(parts[0], file);
        }
        if (grows(file)) {
            FORCED.put(identity(file), Files.size(file));
        }
    }

    /** Other files are written once, under a name and an identity that another may have had before. */
    private static boolean grows(Path file) {
        return file.toString().endsWith(".jsonl");
    }

    /** A name may be given again; what it named had another identity. */
    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file : key;
    }

    private static void obey(String deed, Path file) throws IOException {
        Files.writeString(FOLDER.resolve("done"), deed + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        full = deed.equals("full");
        if (full || deed.equals("fail")) {
            throw new IOException(NO_ROOM);
        }
        if (deed.equals("tear") && Files.isRegularFile(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                // What was forced before is not lost.
                long kept = grows(file) ? FORCED.getOrDefault(identity(file), 0L) : 0;
                channel.truncate(Math.max(Math.min(kept, channel.size()), channel.size() - LOST_BYTES));
            }
        }
        Runtime.getRuntime().halt(9);
    }

    /** A ledger has one line per point; what the line says tells one point from another. */
    private static String lastLine(Path ledger) throws IOException {
        List<String> lines = Files.readAllLines(ledger, StandardCharsets.UTF_8);
        StringBuilder words = new StringBuilder();
        Matcher facts = FACT.matcher(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
        Map<String, String> found = new HashMap<>();
        while (facts.find()) {
            found.putIfAbsent(facts.group(1), facts.group(2));
        }
        for (String key : List.of("type", "kind", "bundle", "phase")) {
            words.append(found.containsKey(key) ? " " + found.get(key) : "");
        }
        return words.toString();
    }
}
