package org.athanor.training.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;

/** A storage whose entries a test can look at and damage. */
public class HeldStorage implements Storage {

    /** The bytes of the parts by entry and part. */
    public final Map<String, Map<String, byte[]>> entries = new TreeMap<>();
    private final Path scratch;

    /** Creates an empty storage. */
    public HeldStorage(Path scratch) {
        this.scratch = scratch;
    }

    @Override
    public Result<Result.Done> write(String key, List<Part> parts) {
        Map<String, byte[]> written = new LinkedHashMap<>();
        try {
            for (Part part : parts) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                part.content().writeTo(Channels.newChannel(bytes));
                if (bytes.size() != part.length()) {
                    throw new IOException(part.name() + " announced " + part.length() + " bytes and wrote "
                            + bytes.size());
                }
                written.put(part.name(), bytes.toByteArray());
            }
        } catch (IOException e) {
            return Result.err(Problem.failed("no write", e));
        }
        entries.put(key, written);
        return Result.done();
    }

    @Override
    public Result<Entry> open(String key) {
        Map<String, byte[]> parts = entries.get(key);
        return parts == null ? Result.err(Problem.of(Problem.Kind.NOT_FOUND, "no entry", key, "")) : Result.ok(
                new Entry() {
                    @Override
                    public Set<String> parts() {
                        return parts.keySet();
                    }

                    @Override
                    public SeekableByteChannel read(String part) throws IOException {
                        Path file = Files.createTempFile(scratch, "part", "");
                        SeekableByteChannel channel = Files.newByteChannel(Files.write(file, parts.get(part)));
                        return channel;
                    }

                    @Override
                    public void close() {
                        // Nothing is held open.
                    }
                });
    }

    @Override
    public Result<List<String>> list(String prefix) {
        return Result.ok(entries.keySet().stream().filter(key -> key.startsWith(prefix + "/")).toList());
    }

    @Override
    public Result<Result.Done> delete(String key) {
        entries.remove(key);
        return Result.done();
    }

    /** Returns the bytes of an entry that there is, by part. */
    public Map<String, byte[]> parts(String key) {
        return Objects.requireNonNull(entries.get(key), key);
    }

    /** Returns the bytes of a part that there is. */
    public byte[] bytes(String key, String part) {
        return Objects.requireNonNull(parts(key).get(part), part);
    }

    /** Flips the bits of one byte. */
    public void damage(String key, String part, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(key, part));
        bytes.put(at, (byte) ~bytes.get(at));
    }
}
