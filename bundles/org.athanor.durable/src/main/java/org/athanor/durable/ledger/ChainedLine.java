package org.athanor.durable.ledger;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.athanor.api.lifecycle.ContentHash;

/**
 * One line of a ledger.
 * Its hash is taken over the exact bytes of the line without the hash, so that not even a blank can be added unseen.
 *
 * @param number the position, from 1
 * @param previous the hash of the line before; 64 zeros for the first line
 * @param hash the hash of this line
 * @param text the line as it stands in the file, without the line feed
 */
record ChainedLine(long number, String previous, String hash, String text) {

    /** What the first line names as the hash of the line before. */
    static final String NONE = "0".repeat(64);

    private static final Set<String> OWN_KEYS = Set.of("n", "time", "type", "prev", "hash");
    private static final String HASH_KEY = ",\"hash\":\"";
    private static final int TAIL = HASH_KEY.length() + NONE.length() + 2;

    /** Makes a line; fields are written in the order of their names. */
    static ChainedLine of(long number, Instant time, String type, Map<String, ?> fields, String previous) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("n", number).add("time", time.toString())
                .add("type", type);
        new TreeMap<>(fields).forEach((key, value) -> {
            if (OWN_KEYS.contains(key)) {
                throw new IllegalArgumentException("the ledger itself writes '" + key + "'");
            }
            json.add(key, json(value));
        });
        String body = json.add("prev", previous).build().toString();
        String hash = sha256(body);
        return new ChainedLine(number, previous, hash,
                body.substring(0, body.length() - 1) + HASH_KEY + hash + "\"}");
    }

    /** Reads a line; empty when it is not one, or when its hash is not that of its bytes. */
    static Optional<ChainedLine> parse(String text) {
        int cut = text.length() - TAIL;
        if (cut < 1 || !text.startsWith(HASH_KEY, cut) || !text.endsWith("\"}")) {
            return Optional.empty();
        }
        String hash = text.substring(cut + HASH_KEY.length(), text.length() - 2);
        if (!sha256(text.substring(0, cut) + "}").equals(hash)) {
            return Optional.empty();
        }
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            return Optional.of(new ChainedLine(json.getJsonNumber("n").longValueExact(), json.getString("prev"), hash,
                    text));
        } catch (JsonException | NullPointerException | ClassCastException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static JsonValue json(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? Json.createValue(number) : Json.createValue(String.valueOf(number));
        }
        if (value instanceof BigDecimal || value instanceof BigInteger) {
            return Json.createValue(new BigDecimal(value.toString()));
        }
        if (value instanceof Number number) {
            return Json.createValue(number.longValue());
        }
        if (value instanceof Map<?, ?> map) {
            JsonObjectBuilder object = Json.createObjectBuilder();
            new TreeMap<>(map).forEach((key, each) -> object.add(String.valueOf(key), json(each)));
            return object.build();
        }
        if (value instanceof Iterable<?> list) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            list.forEach(each -> array.add(json(each)));
            return array.build();
        }
        return Json.createValue(String.valueOf(value));
    }

    private static String sha256(String text) {
        return ContentHash.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
