package org.athanor.plugins.deploy;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.athanor.durable.DurableFiles;
import org.osgi.framework.Version;

/**
 * The file that says how the deploy folder was judged last: what changes while the container is down is judged at its
 * next start.
 *
 * @param path the file; absent as long as the folder was empty
 */
record FolderState(Path path) {

    /**
     * How a folder was judged.
     *
     * @param jars what it held, by file name
     * @param brought the content hash of what it brought in last, by bundle
     */
    record Judged(Map<String, Seen> jars, Map<String, String> brought) {

        static final Judged NOTHING = new Judged(Map.of(), Map.of());

        Judged {
            jars = Map.copyOf(jars);
            brought = Map.copyOf(brought);
        }
    }

    /**
     * Returns how the folder was judged; nothing when there is no file.
     *
     * @throws IOException when it cannot be understood
     */
    Judged read() throws IOException {
        if (!Files.exists(path)) {
            return Judged.NOTHING;
        }
        Map<String, Seen> jars = new TreeMap<>();
        Map<String, String> brought = new TreeMap<>();
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(Files.readAllBytes(path)))) {
            JsonObject json = reader.readObject();
            for (JsonObject jar : json.getJsonArray("jars").getValuesAs(JsonObject.class)) {
                jars.put(jar.getString("name"), new Seen(jar.getString("name"), jar.getString("sha256"),
                        jar.getString("bundle"), Version.parseVersion(jar.getString("version")),
                        jar.getBoolean("brings"), jar.getBoolean("whole")));
            }
            JsonObject hashes = json.getJsonObject("brought");
            hashes.keySet().forEach(bundle -> brought.put(bundle, hashes.getString(bundle)));
            return new Judged(jars, brought);
        } catch (JsonException | NullPointerException | ClassCastException | IllegalArgumentException e) {
            throw new IOException(path + " cannot be understood: " + e.getMessage(), e);
        }
    }

    void write(Judged judged) throws IOException {
        JsonArrayBuilder jars = Json.createArrayBuilder();
        new TreeMap<>(judged.jars()).values().forEach(jar -> jars.add(Json.createObjectBuilder()
                .add("name", jar.name()).add("sha256", jar.sha256()).add("bundle", jar.bundle())
                .add("version", jar.version().toString()).add("brings", jar.brings()).add("whole", jar.whole())));
        JsonObjectBuilder brought = Json.createObjectBuilder();
        new TreeMap<>(judged.brought()).forEach(brought::add);
        DurableFiles.write(path, (Json.createObjectBuilder().add("jars", jars).add("brought", brought).build() + "\n")
                .getBytes(StandardCharsets.UTF_8));
    }
}
