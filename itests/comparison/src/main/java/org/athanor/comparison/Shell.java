package org.athanor.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shell of a container, which runs as a process of its own and reads its commands from standard input. */
final class Shell implements AutoCloseable {

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;?]*[a-zA-Z]");
    private static final Pattern BUNDLE = Pattern.compile("Bundle IDs?: *(\\d+)");

    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;
    private int commands;

    Shell(Path folder, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs a command and returns what it printed. */
    String run(String command) throws IOException {
        String mark = "done-" + ++commands;
        in.println(command);
        in.println("echo " + mark);
        StringBuilder printed = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            String plain = COLOUR.matcher(line).replaceAll("").strip();
            if (plain.equals(mark)) {
                return printed.toString().strip();
            }
            // A shell without a terminal may echo what it reads after its prompt, broken at the end of its lines.
            String echo = plain.replaceFirst("^\\S+> *", "").replaceAll("[\\s\\p{Cntrl}]", "");
            if (!(command + "echo" + mark).replace(" ", "").contains(echo)) {
                printed.append(plain).append('\n');
            }
        }
        throw new IOException("the container ended: " + printed);
    }

    /** Runs a command that installs a bundle, and returns the bundle's id. */
    long install(String command) throws IOException {
        String printed = run(command);
        Matcher bundle = BUNDLE.matcher(printed);
        if (!bundle.find()) {
            throw new IOException(command + ": " + printed);
        }
        return Long.parseLong(bundle.group(1));
    }

    /** Lets the container go on for a while. */
    void pass(long millis) throws InterruptedException {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the container ended");
        }
    }

    /** Ends the container. */
    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
