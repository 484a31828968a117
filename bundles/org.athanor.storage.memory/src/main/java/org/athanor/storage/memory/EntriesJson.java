package org.athanor.storage.memory;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Schema {@code memory.entries}, version 1: {@code {"<key>": {"<part>": "<base64>", ...}, ...}}. */
final class EntriesJson {

    static final String SCHEMA = "memory.entries";
    static final int VERSION = 1;

    private EntriesJson() {
    }

    static String write(SortedMap<String, MemoryEntry> entries) {
        StringWriter json = new StringWriter();
        try (JsonGenerator out = JsonProvider.provider().createGenerator(json)) {
            out.writeStartObject();
            entries.forEach((key, entry) -> {
                out.writeStartObject(key);
                new TreeMap<>(entry.content()).forEach((part, bytes) ->
                        out.write(part, Base64.getEncoder().encodeToString(bytes)));
                out.writeEnd();
            });
            out.writeEnd();
        }
        return json.toString();
    }

    /** Throws a RuntimeException when {@code json} does not follow the schema. */
    static SortedMap<String, MemoryEntry> read(String json) {
        SortedMap<String, MemoryEntry> entries = new TreeMap<>();
        try (JsonReader in = JsonProvider.provider().createReader(new StringReader(json))) {
            for (Map.Entry<String, JsonValue> entry : in.readObject().entrySet()) {
                JsonObject parts = entry.getValue().asJsonObject();
                Map<String, byte[]> content = new HashMap<>();
                parts.keySet().forEach(part -> content.put(part, Base64.getDecoder().decode(parts.getString(part))));
                entries.put(entry.getKey(), new MemoryEntry(content));
            }
        }
        return entries;
    }
}
