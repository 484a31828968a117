package org.athanor.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every storage does, whatever it stores in. */
public abstract class StorageContract {

    /** Returns the storage of the running test: the same at every call, empty at the first. */
    protected abstract Storage storage();

    /** Returns a part with this text. */
    protected static Part part(String name, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Part(name, bytes.length, channel -> channel.write(ByteBuffer.wrap(bytes)));
    }

    /** Reads a part as text. */
    protected static String text(Storage storage, String key, String part) throws IOException {
        try (Entry entry = storage.open(key).unwrap(); SeekableByteChannel channel = entry.read(part)) {
            return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
        }
    }

    @Test
    protected void readsWhatWasWritten() throws IOException {
        storage().write("checkpoints/step-1", List.of(part("a.bin", "first"), part("b.bin", ""))).unwrap();

        try (Entry entry = storage().open("checkpoints/step-1").unwrap()) {
            assertThat(entry.parts()).containsExactlyInAnyOrder("a.bin", "b.bin");
        }
        assertThat(text(storage(), "checkpoints/step-1", "a.bin")).isEqualTo("first");
        assertThat(text(storage(), "checkpoints/step-1", "b.bin")).isEmpty();
    }

    @Test
    protected void readsAtAnyPosition() throws IOException {
        storage().write("entry", List.of(part("a", "0123456789"))).unwrap();

        try (Entry entry = storage().open("entry").unwrap(); SeekableByteChannel channel = entry.read("a")) {
            ByteBuffer two = ByteBuffer.allocate(2);
            channel.position(4).read(two);
            assertThat(two.array()).asString(UTF_8).isEqualTo("45");
            assertThat(channel.size()).isEqualTo(10);
            assertThat(channel.position(10).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    protected void replacesAnEntryAsAWhole() throws IOException {
        storage().write("entry", List.of(part("a", "old"), part("b", "old"))).unwrap();
        storage().write("entry", List.of(part("a", "new"))).unwrap();

        assertThat(text(storage(), "entry", "a")).isEqualTo("new");
        try (Entry entry = storage().open("entry").unwrap()) {
            assertThat(entry.parts()).containsExactly("a");
        }
    }

    @Test
    protected void anEntryThatIsOpenIsNotMixedWithItsSuccessor() throws IOException {
        storage().write("entry", List.of(part("a", "old"))).unwrap();
        try (Entry entry = storage().open("entry").unwrap(); SeekableByteChannel channel = entry.read("a")) {
            storage().write("entry", List.of(part("a", "new"))).unwrap();

            assertThat(new String(Channels.newInputStream(channel).readAllBytes(), UTF_8)).isEqualTo("old");
        }
    }

    @Test
    protected void aPartThatFailsHalfWayLeavesTheOldEntry() throws IOException {
        storage().write("entry", List.of(part("a", "old"))).unwrap();
        Part failing = new Part("b", 100, channel -> {
            channel.write(ByteBuffer.wrap(new byte[50]));
            throw new IOException("No space left on device");
        });

        Problem problem = storage().write("entry", List.of(part("a", "new"), failing)).failure().orElseThrow();

        assertThat(problem.kind()).isEqualTo(Problem.Kind.IO);
        assertThat(problem.message()).contains("cannot write 'entry': No space left on device", "intact");
        assertThat(text(storage(), "entry", "a")).isEqualTo("old");
        assertThat(storage().list("").unwrap()).containsExactly("entry");
    }

    @Test
    protected void aPartThatThrowsAnythingIsAProblem() {
        Part failing = new Part("a", 1, channel -> {
            throw new IllegalStateException("the tensor is gone");
        });

        assertThat(storage().write("entry", List.of(failing)).failure().orElseThrow().message())
                .contains("the tensor is gone");
        assertThat(storage().list("").unwrap()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4})
    protected void aPartOfAnotherLengthThanAnnouncedIsAProblem(long announced) throws IOException {
        storage().write("entry", List.of(part("a", "old"))).unwrap();
        Part wrong = new Part("a", announced, channel -> channel.write(ByteBuffer.wrap(new byte[3])));

        assertThat(storage().write("entry", List.of(wrong)).failure().orElseThrow().message())
                .contains("part 'a' has 3 bytes instead of " + announced);
        assertThat(text(storage(), "entry", "a")).isEqualTo("old");
    }

    @Test
    protected void listsEntriesUnderAPrefixInNameOrder() {
        storage().write("checkpoints/step-2", List.of(part("a", ""))).unwrap();
        storage().write("checkpoints/step-1", List.of(part("a", ""))).unwrap();
        storage().write("checkpoints-old/step-0", List.of(part("a", ""))).unwrap();
        storage().write("best", List.of(part("a", ""))).unwrap();

        assertThat(storage().list("checkpoints").unwrap())
                .containsExactly("checkpoints/step-1", "checkpoints/step-2");
        assertThat(storage().list("").unwrap())
                .containsExactly("best", "checkpoints-old/step-0", "checkpoints/step-1", "checkpoints/step-2");
        assertThat(storage().list("none").unwrap()).isEmpty();
        assertThat(storage().list("best").unwrap()).isEmpty();
    }

    @Test
    protected void deletesAnEntryAndIsContentWhenThereIsNone() {
        storage().write("checkpoints/step-1", List.of(part("a", ""))).unwrap();

        assertThat(storage().delete("checkpoints/step-1").isOk()).isTrue();
        assertThat(storage().delete("checkpoints/step-1").isOk()).isTrue();
        assertThat(storage().delete("never/was").isOk()).isTrue();
        assertThat(storage().list("").unwrap()).isEmpty();
    }

    @Test
    protected void anEntryThatIsNotThereIsAProblemThatListsThoseThatAre() {
        storage().write("checkpoints/step-1", List.of(part("a", ""))).unwrap();

        Problem problem = storage().open("checkpoints/step-2").failure().orElseThrow();

        assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_FOUND);
        assertThat(problem.message()).endsWith("no entry 'checkpoints/step-2'; there is checkpoints/step-1");
    }

    @Test
    protected void aPartThatIsNotThereThrows() {
        storage().write("entry", List.of(part("a", ""))).unwrap();

        try (Entry entry = storage().open("entry").unwrap()) {
            assertThatThrownBy(() -> entry.read("b")).isInstanceOf(IOException.class).hasMessageContaining("b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc", "..", "../out", "a/../../out", "a//b", "a/", ".hidden", "a b", "a\\b", "C:"})
    protected void refusesKeysThatLeadElsewhere(String key) {
        assertThat(storage().write(key, List.of(part("a", ""))).failure().orElseThrow().kind())
                .isEqualTo(Problem.Kind.USAGE);
        assertThat(storage().open(key).failure().orElseThrow().message()).startsWith("'" + key + "': not a key; ");
        assertThat(storage().delete(key).isOk()).isFalse();
    }

    @Test
    protected void refusesNamesOfPartsThatLeadElsewhereOrOccurTwice() {
        assertThat(storage().write("entry", List.of(part("../a", ""))).isOk()).isFalse();
        assertThat(storage().write("entry", List.of(part("a/b", ""))).isOk()).isFalse();
        assertThat(storage().write("entry", List.of(part("a", ""), part("a", ""))).isOk()).isFalse();
        assertThat(storage().write("entry", List.of()).isOk()).isFalse();
        assertThat(storage().list("").unwrap()).isEmpty();
    }

    @Test
    protected void entriesHoldNoEntries() {
        storage().write("a/b", List.of(part("p", ""))).unwrap();

        Result<Result.Done> inside = storage().write("a/b/c", List.of(part("p", "")));
        Result<Result.Done> around = storage().write("a", List.of(part("p", "")));

        assertThat(inside.failure().orElseThrow().what()).isEqualTo("'a/b' is an entry and cannot hold 'a/b/c'");
        assertThat(around.failure().orElseThrow().what()).isEqualTo("'a' holds entries and cannot be one");
    }
}
