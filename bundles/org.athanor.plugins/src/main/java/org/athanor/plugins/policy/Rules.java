package org.athanor.plugins.policy;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;

/**
 * What a policy file says.
 *
 * @param plugins which jars are taken
 * @param truststore the trust store; relative paths are relative to the policy file
 * @param password of the trust store; it only guards against damage, what is inside is public
 * @param listed content hashes, in lower case
 */
record Rules(Mode plugins, Optional<Path> truststore, String password, Set<String> listed) {

    private static final Set<String> KEYS = Set.of("plugins", "truststore", "password", "listed");
    private static final Rules NONE = new Rules(Mode.ANY, Optional.empty(), "", Set.of());

    /** Which jars are taken. */
    enum Mode {
        /** All. */
        ANY,
        /** Those whose every entry is signed by a key of the trust store. */
        SIGNED,
        /** Those whose content hash is in the list or in a feature of the distribution. */
        LISTED
    }

    /** Reads a policy file; without one any jar is taken, with a wrong one none is. */
    static Result<Rules> read(Path file) {
        if (!Files.exists(file)) {
            return Result.ok(NONE);
        }
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return rules(file, reader.readObject());
        } catch (IOException | JsonException | ClassCastException | IllegalArgumentException e) {
            return wrong(file, Problem.failed("cannot be read", e).what());
        }
    }

    private static Result<Rules> rules(Path file, JsonObject json) {
        TreeSet<String> unknown = new TreeSet<>(json.keySet());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            return wrong(file, "has the unknown key '" + unknown.first() + "'");
        }
        String word = json.getString("plugins", "");
        Optional<Mode> mode = List.of(Mode.values()).stream()
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word)).findFirst();
        if (mode.isEmpty()) {
            return wrong(file, "'plugins' is '" + word + "', not any, signed or listed");
        }
        if (mode.get() == Mode.SIGNED && !json.containsKey("truststore")) {
            return wrong(file, "'plugins' is signed, but there is no 'truststore'");
        }
        Set<String> listed = json.getOrDefault("listed", JsonValue.EMPTY_JSON_ARRAY).asJsonArray()
                .getValuesAs(JsonString::getString).stream().map(hash -> hash.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return Result.ok(new Rules(mode.get(), json.containsKey("truststore")
                ? Optional.of(file.resolveSibling(json.getString("truststore"))) : Optional.empty(),
                json.getString("password", "changeit"), listed));
    }

    private static <T> Result<T> wrong(Path file, String what) {
        return Result.err(Problem.of(Kind.CONFIGURATION, what, file.toString(), "write for example {\"plugins\": "
                + "\"signed\", \"truststore\": \"trust.p12\"}; until then no jar is taken"));
    }
}
