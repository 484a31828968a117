package org.athanor.plugins.store;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.durable.DurableFiles;
import org.osgi.framework.Version;

/**
 * The file that says in what a container's plugins differ from its distribution: one entry per bundle.
 *
 * @param file the file; absent as long as nothing differs
 */
public record PluginSet(Path file) {

    /** Returns the entries by symbolic name, or a problem when the file cannot be understood. */
    public Result<Map<String, SetEntry>> read() {
        Map<String, SetEntry> entries = new TreeMap<>();
        if (!Files.exists(file)) {
            return Result.ok(entries);
        }
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            for (JsonValue each : reader.readObject().getJsonArray("bundles")) {
                SetEntry entry = entry(each.asJsonObject());
                entries.put(entry.symbolicName(), entry);
            }
            return Result.ok(entries);
        } catch (IOException | JsonException | NullPointerException | ClassCastException
                | IllegalArgumentException e) {
            return Result.err(new Problem(Kind.IO, "the plugin set cannot be read: " + e.getMessage(),
                    file.toString(), "repair it, or move it away to start with the distribution's plugins",
                    Optional.of(e)));
        }
    }

    /** Replaces the entries in one step; equal entries give equal bytes. */
    public void write(Collection<SetEntry> entries) throws IOException {
        JsonArrayBuilder bundles = Json.createArrayBuilder();
        entries.stream().sorted(Comparator.comparing(SetEntry::symbolicName))
                .forEach(entry -> bundles.add(json(entry)));
        String text = Json.createObjectBuilder().add("bundles", bundles).build().toString();
        DurableFiles.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static SetEntry entry(JsonObject json) {
        Optional<SetEntry.Jar> jar = json.containsKey("sha256") ? Optional.of(jar(json)) : Optional.empty();
        List<String> plugins = json.getJsonArray("plugins").getValuesAs(JsonString::getString);
        return new SetEntry(json.getString("bundle"), Version.parseVersion(json.getString("version")), jar, plugins,
                SetEntry.State.valueOf(json.getString("state").toUpperCase(Locale.ROOT)), kept(json, "before"),
                kept(json, "beside"));
    }

    private static List<SetEntry.Kept> kept(JsonObject json, String key) {
        return !json.containsKey(key) ? List.of() : json.getJsonArray(key).getValuesAs(JsonObject.class).stream()
                .map(each -> new SetEntry.Kept(Version.parseVersion(each.getString("version")), jar(each))).toList();
    }

    private static SetEntry.Jar jar(JsonObject json) {
        return new SetEntry.Jar(json.getString("sha256"), json.getString("source"));
    }

    private static JsonObjectBuilder json(SetEntry entry) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("bundle", entry.symbolicName())
                .add("version", entry.version().toString());
        entry.jar().ifPresent(jar -> json.add("sha256", jar.sha256()).add("source", jar.source()));
        json.add("plugins", Json.createArrayBuilder(entry.plugins()))
                .add("state", entry.state().name().toLowerCase(Locale.ROOT)).add("before", json(entry.before()));
        return entry.beside().isEmpty() ? json : json.add("beside", json(entry.beside()));
    }

    private static JsonArrayBuilder json(List<SetEntry.Kept> versions) {
        JsonArrayBuilder json = Json.createArrayBuilder();
        versions.forEach(each -> json.add(Json.createObjectBuilder().add("version", each.version().toString())
                .add("sha256", each.jar().sha256()).add("source", each.jar().source())));
        return json;
    }
}
