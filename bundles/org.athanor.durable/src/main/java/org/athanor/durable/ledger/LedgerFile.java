package org.athanor.durable.ledger;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;

/** Reads and checks ledger files; an absent file is a ledger without lines. */
final class LedgerFile {

    private LedgerFile() {
    }

    /**
     * Checks the chain.
     *
     * @return the number of lines, or a problem that names the first line which is missing, changed or out of order
     */
    static Result<Long> verify(Path file) {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            return verify(file, bytes).map(ChainedLine::number);
        } catch (IOException e) {
            return Result.err(unreadable(file, e));
        }
    }

    /** As {@link #verify(Path)}; answers the last line, or one with number 0 when there is none. */
    static Result<ChainedLine> verify(Path file, byte[] bytes) {
        ChainedLine last = new ChainedLine(0, "", ChainedLine.NONE, "");
        int start = 0;
        for (long number = 1; start < bytes.length; number++) {
            int end = endOfLine(bytes, start);
            if (end == bytes.length) {
                return Result.err(broken(file, number, "is torn"));
            }
            Optional<ChainedLine> line = decode(bytes, start, end).flatMap(ChainedLine::parse);
            if (line.isEmpty()) {
                return Result.err(broken(file, number, "was changed"));
            }
            if (line.get().number() != number || !line.get().previous().equals(last.hash())) {
                return Result.err(broken(file, number,
                        "does not follow the line before: a line is missing, was added or was moved"));
            }
            last = line.get();
            start = end + 1;
        }
        return Result.ok(last);
    }

    /** Returns the lines that can be read, oldest first. */
    static Result<List<LedgerLine>> lines(Path file) {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            List<LedgerLine> lines = new ArrayList<>();
            for (int start = 0; start < bytes.length;) {
                int end = endOfLine(bytes, start);
                decode(bytes, start, end).flatMap(ChainedLine::parse).ifPresent(line -> lines.add(read(line)));
                start = end + 1;
            }
            return Result.ok(List.copyOf(lines));
        } catch (IOException e) {
            return Result.err(unreadable(file, e));
        }
    }

    static int endOfLine(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Strict: bytes that are no UTF-8 are a change too and must not be replaced silently. */
    static Optional<String> decode(byte[] bytes, int start, int end) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static LedgerLine read(ChainedLine line) {
        try (JsonReader reader = Json.createReader(new StringReader(line.text()))) {
            return new LedgerLine(new LedgerFields(object(reader.readObject())));
        }
    }

    private static Map<String, Object> object(JsonObject json) {
        Map<String, Object> map = new LinkedHashMap<>();
        json.forEach((key, value) -> map.put(key, value(value)));
        return map;
    }

    private static Object value(JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        if (value instanceof JsonNumber number) {
            return number.isIntegral() ? (Object) number.longValue() : (Object) number.doubleValue();
        }
        if (value instanceof JsonObject object) {
            return object(object);
        }
        if (value instanceof JsonArray array) {
            return array.stream().map(LedgerFile::value).toList();
        }
        return value == JsonValue.TRUE;
    }

    private static Problem unreadable(Path file, IOException e) {
        return Problem.failed("cannot read the ledger", e).at(file.toString());
    }

    private static Problem broken(Path file, long number, String how) {
        return Problem.of(Kind.IO, "line " + number + " " + how, file.toString(),
                "nothing from this line on can be trusted");
    }
}
