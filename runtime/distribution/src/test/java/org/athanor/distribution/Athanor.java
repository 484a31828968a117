package org.athanor.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The script of the assembled folder.
 *
 * @param script its path
 * @param home the home folder of what it starts
 */
record Athanor(Path script, Path home) {

    /** The assembled folder. */
    static final Path DISTRIBUTION = Path.of(System.getProperty("athanor.distribution"));

    /**
     * How a process ended.
     *
     * @param code its exit code
     * @param out what it printed to standard output
     * @param err what it printed to standard error
     */
    record Ended(int code, String out, String err) {
    }

    static Athanor in(Path home) {
        return new Athanor(DISTRIBUTION.resolve("athanor"), home);
    }

    Process start(Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString(), "--home", home.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("ATHANOR_JAVA_OPTS");
        return builder.start();
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        Path err = Files.createTempFile(home.getParent(), "err", ".txt");
        Process process = start(err, arguments);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }
}
