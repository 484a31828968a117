package org.athanor.itests.harness;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    /** Returns a whole number of the report that only its kind of work tells. */
    public long result(String name) {
        return object(read(folder.resolve("report.json"))).getJsonNumber(name).longValue();
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

    /**
     * Returns the files of the checkpoint that was written after so many steps: tensors as their hash, the rest as text
     * without the versions of the plugins, which may differ.
     */
    public Map<String, String> checkpointFiles(long step) {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(checkpoint(step))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                content.put(name, name.endsWith(".json") ? withoutVersions(object(read(file)))
                        : HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(Files.readAllBytes(file))));
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String withoutVersions(JsonObject state) {
        JsonArrayBuilder plugins = Json.createArrayBuilder();
        state.getJsonArray("plugins").getValuesAs(JsonObject.class)
                .forEach(plugin -> plugins.add(Json.createObjectBuilder(plugin).remove("version")));
        return Json.createObjectBuilder(state).add("plugins", plugins).build().toString();
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
