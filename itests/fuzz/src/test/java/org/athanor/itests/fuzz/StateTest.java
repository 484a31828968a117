package org.athanor.itests.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.athanor.api.data.Split;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.exchange.work.Place.Filled;
import org.athanor.torch.Torch;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.config.Schedule;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.DataMark;
import org.athanor.training.data.DataMarks;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.bytedeco.pytorch.Tensor;

class StateTest {

    private static final String STATE = "state.json";
    private static final List<String> WORDS = List.of("{", "}", "[", "]", "\"", ",", ":", "\\", "null", "true",
            "\"step\":", "\"format\":", "\"cursor\":", "\"sha256\":", "\"settings\":{", "\"plugins\":[", "\"NaN\"",
            "1.5", "[[[[[[", "é");

    private static final Map<String, byte[]> PARTS = new HashMap<>();
    private static Path folder = Path.of("");

    @BeforeContainer
    static void writeCheckpoint() throws IOException {
        Torch.initialise();
        folder = Files.createTempDirectory("checkpoint");
        Progress progress = new Progress(40, 280, new Cursor(2, 1, 3, 5), 0.3, Double.NaN, new Progress.Settings(100,
                new Schedule("cosine", 1.0 / 3, 1e-17, 4), 0.7, 10, 20));
        new Checkpoints(new OneEntry()).write(new Checkpoint(progress, new ModelState(Map.of("a", Tensor.create(1f)),
                Map.of("a", Map.of("m", Tensor.create(2f))), Map.of()), Map.of("a", 40L), List.of("lora"),
                new Vocabulary("bytes", 256, "abc", OptionalInt.of(255)), List.of(new Filled("tokenizer", "tokenizer",
                        "byte", new BundleRef("org.athanor.tokenizer.byte", "0.1.0", ""), Map.of("spaces", true))),
                Map.of("logger:jsonl", new StateSnapshot("jsonl.offset", 1, "{\"bytes\":12}")),
                new DataMarks("data:text", Map.of(Split.TRAINING, new DataMark(70, "o", new TreeMap<>(Map.of(7L,
                        "a")))))), 1).unwrap();
    }

    @Provide
    Arbitrary<byte[]> states() {
        return Inputs.of(List.of(PARTS.get(STATE)), WORDS);
    }

    @Property
    void aStateIsReadOrRefusedInOneLine(@ForAll("states") byte[] input) throws Throwable {
        Inputs.read(input, content -> {
            Files.write(folder.resolve(STATE), content);
            return new Checkpoints(new OneEntry()).read(Optional.empty()).map(read -> {
                read.model().close();
                return read.slots();
            });
        });
    }

    /** A storage of one checkpoint in a folder. */
    private record OneEntry() implements Storage {

        @Override
        public Result<Result.Done> write(String key, List<Part> parts) {
            try {
                for (Part part : parts) {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    part.content().writeTo(Channels.newChannel(bytes));
                    PARTS.put(part.name(), bytes.toByteArray());
                    Files.write(folder.resolve(part.name()), bytes.toByteArray());
                }
                return Result.done();
            } catch (IOException e) {
                return Result.err(Problem.failed("no write", e));
            }
        }

        @Override
        public Result<Entry> open(String key) {
            return Result.ok(new Entry() {
                @Override
                public Set<String> parts() {
                    return PARTS.keySet();
                }

                @Override
                public SeekableByteChannel read(String part) throws IOException {
                    if (!PARTS.containsKey(part)) {
                        throw new IOException("there is no part '" + part + "'");
                    }
                    return Files.newByteChannel(folder.resolve(part));
                }

                @Override
                public void close() {
                    // Nothing is open.
                }
            });
        }

        @Override
        public Result<List<String>> list(String prefix) {
            return Result.ok(List.of("checkpoints/step-40"));
        }

        @Override
        public Result<Result.Done> delete(String key) {
            return Result.done();
        }
    }
}
