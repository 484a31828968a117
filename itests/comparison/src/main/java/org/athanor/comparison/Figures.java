package org.athanor.comparison;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What a consumer saw while it polled.
 *
 * @param calls its calls
 * @param failed those that were not answered
 * @param longestMillis the longest time without an answer
 */
record Figures(long calls, long failed, double longestMillis) {

    static Figures read(Path file) throws IOException {
        Properties written = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            written.load(reader);
        }
        Files.delete(file);
        return new Figures(Long.parseLong(written.getProperty("calls")),
                Long.parseLong(written.getProperty("failed")),
                Long.parseLong(written.getProperty("longest_nanos")) / 1e6);
    }
}
