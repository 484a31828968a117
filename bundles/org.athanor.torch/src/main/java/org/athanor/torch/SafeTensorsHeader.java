package org.athanor.torch;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.bytedeco.pytorch.Tensor;

/**
 * The header of a safetensors file: what is where.
 *
 * @param entries by name, in the order of the values in the file
 * @param metadata the file's own key-value pairs
 */
record SafeTensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

    /** The reference implementation's limit. */
    private static final long LIMIT = 100_000_000;
    private static final String METADATA = "__metadata__";

    /** One tensor; offsets in bytes from the start of the values, the end exclusive. */
    record Entry(ElementType type, List<Long> shape, long start, long end) {

        long expectedBytes() {
            return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
        }
    }

    private record Typed(String name, Tensor tensor, ElementType type) {
    }

    /** Lays tensors out by falling element size, then by name, so that every value is aligned. */
    static SafeTensorsHeader of(Map<String, Tensor> tensors, Map<String, String> metadata) {
        List<Typed> ordered = new ArrayList<>();
        tensors.forEach((name, tensor) -> ordered.add(new Typed(name, tensor, ElementType.of(tensor).orElseThrow(
                () -> corrupt("tensor '" + name + "' has the type " + tensor.scalar_type().intern()
                        + ", which has no name in the format", "")))));
        Comparator<Typed> byFallingSize = Comparator.comparing(typed -> -typed.type.bytes());
        ordered.sort(byFallingSize.thenComparing(Typed::name));
        Map<String, Entry> entries = new LinkedHashMap<>();
        long start = 0;
        for (Typed typed : ordered) {
            long end = start + typed.tensor.numel() * typed.type.bytes();
            entries.put(typed.name, new Entry(typed.type, Tensors.shape(typed.tensor), start, end));
            start = end;
        }
        return new SafeTensorsHeader(entries, new TreeMap<>(metadata));
    }

    long dataLength() {
        return entries.values().stream().mapToLong(Entry::end).max().orElse(0);
    }

    /** Returns the JSON, padded with blanks to a multiple of eight so that the values are aligned. */
    byte[] encode() {
        JsonObjectBuilder object = Json.createObjectBuilder();
        if (!metadata.isEmpty()) {
            object.add(METADATA, Json.createObjectBuilder(new LinkedHashMap<String, Object>(metadata)));
        }
        entries.forEach((name, entry) -> object.add(name, Json.createObjectBuilder()
                .add("dtype", entry.type.name())
                .add("shape", Json.createArrayBuilder(entry.shape))
                .add("data_offsets", Json.createArrayBuilder(List.of(entry.start, entry.end)))));
        byte[] json = object.build().toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Reads and checks a header; leaves the channel at the first value. */
    static SafeTensorsHeader read(SeekableByteChannel channel, String where) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw corrupt("a safetensors file starts with 8 bytes of header length, this file has " + size, where);
        }
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        SafeTensors.readFully(channel, prefix, where);
        long length = prefix.flip().getLong();
        if (length < 2 || length > LIMIT || length > size - Long.BYTES) {
            throw corrupt("the header length " + Long.toUnsignedString(length) + " does not fit a file of " + size
                    + " bytes", where);
        }
        byte[] json = new byte[(int) length];
        SafeTensors.readFully(channel, ByteBuffer.wrap(json), where);
        SafeTensorsHeader header = parse(json, where);
        header.check(size - Long.BYTES - length, where);
        return header;
    }

    private static SafeTensorsHeader parse(byte[] json, String where) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new TreeMap<>();
        try (var reader = Json.createReader(new ByteArrayInputStream(json))) {
            JsonObject object = reader.readObject();
            for (Map.Entry<String, JsonValue> member : object.entrySet()) {
                if (member.getKey().equals(METADATA)) {
                    member.getValue().asJsonObject().forEach(
                            (key, value) -> metadata.put(key, ((JsonString) value).getString()));
                } else {
                    entries.put(member.getKey(), entry(member.getKey(), member.getValue().asJsonObject(), where));
                }
            }
        } catch (JsonException | ClassCastException | NullPointerException | ArithmeticException e) {
            // The JSON library answers a missing or wrongly typed member with one of the middle two.
            throw new ProblemException(new Problem(Problem.Kind.IO, "the header is not a safetensors header", where,
                    "", Optional.of(e)));
        }
        Map<String, Entry> ordered = new LinkedHashMap<>();
        Comparator<Map.Entry<String, Entry>> byStart = Comparator.comparing(entry -> entry.getValue().start);
        entries.entrySet().stream().sorted(byStart.thenComparing(entry -> entry.getValue().end))
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return new SafeTensorsHeader(ordered, metadata);
    }

    private static Entry entry(String name, JsonObject object, String where) {
        String type = object.getString("dtype");
        JsonArray offsets = object.getJsonArray("data_offsets");
        List<Long> shape = object.getJsonArray("shape").getValuesAs(JsonNumber::longValueExact);
        if (offsets.size() != 2 || shape.stream().anyMatch(dimension -> dimension < 0)) {
            throw corrupt("tensor '" + name + "' has a wrong shape or wrong offsets", where);
        }
        return new Entry(ElementType.named(type).orElseThrow(() -> corrupt(
                "tensor '" + name + "' has the unknown type '" + type + "'", where)), shape,
                offsets.getJsonNumber(0).longValueExact(), offsets.getJsonNumber(1).longValueExact());
    }

    /** The values must follow each other without a gap from the first byte to the last. */
    private void check(long available, String where) {
        long next = 0;
        for (Map.Entry<String, Entry> named : entries.entrySet()) {
            Entry entry = named.getValue();
            if (entry.start != next || entry.end < entry.start || entry.end > available) {
                throw corrupt("the offsets [" + entry.start + ", " + entry.end + ") of tensor '" + named.getKey()
                        + "' do not follow " + next + " within " + available + " bytes", where);
            }
            if (entry.end - entry.start != bytes(named.getKey(), entry, where)) {
                throw corrupt("tensor '" + named.getKey() + "' of type " + entry.type + " and shape " + entry.shape
                        + " does not fit its " + (entry.end - entry.start) + " bytes", where);
            }
            next = entry.end;
        }
        if (next != available) {
            throw corrupt("the header describes " + next + " bytes of values, the file has " + available, where);
        }
    }

    private static long bytes(String name, Entry entry, String where) {
        try {
            return entry.expectedBytes();
        } catch (ArithmeticException e) {
            throw corrupt("tensor '" + name + "' has the impossible shape " + entry.shape, where);
        }
    }

    static ProblemException corrupt(String what, String where) {
        return new ProblemException(Problem.of(Problem.Kind.IO, what, where, ""));
    }
}
