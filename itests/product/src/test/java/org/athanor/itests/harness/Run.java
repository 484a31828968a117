package org.athanor.itests.harness;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run leaves.
 *
 * @param folder its folder
 */
public record Run(Path folder) {

    /** Returns the report. */
    public Report report() {
        return Report.parse(read(folder.resolve("report.json")));
    }

    /** Returns all metrics, as they stand in the file. */
    public String metrics() {
        return read(folder.resolve("metrics.jsonl"));
    }

    /** Returns the lines of the ledger with a type, in order. */
    public List<JsonObject> ledger(String type) {
        return read(folder.resolve("ledger.jsonl")).lines().map(Run::object)
                .filter(line -> line.getString("type").equals(type)).toList();
    }

    /** Returns the folder of the checkpoint that was written after so many steps. */
    public Path checkpoint(long step) {
        return folder.resolve("checkpoints").resolve("step-" + step);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject object(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}
