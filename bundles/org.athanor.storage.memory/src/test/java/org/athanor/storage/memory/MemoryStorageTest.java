package org.athanor.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.athanor.storage.file.StorageContract;
import org.junit.jupiter.api.Test;

class MemoryStorageTest extends StorageContract {

    private final MemoryStorage storage = new MemoryStorage(1000);

    @Override
    protected Storage storage() {
        return storage;
    }

    @Test
    void whenFullItSaysTheNumbersAndKeepsWhatItHas() throws IOException {
        MemoryStorage small = new MemoryStorage(10);
        small.write("a", List.of(part("p", "123456"))).unwrap();

        Problem problem = small.write("b", List.of(part("p", "12"), part("q", "345"))).failure().orElseThrow();

        assertThat(problem.kind()).isEqualTo(Problem.Kind.IO);
        assertThat(problem.message()).isEqualTo("storage.max_bytes: cannot write 'b': it has 5 bytes, and 6 of 10 are "
                + "in use; raise it or keep fewer entries; what was stored before is intact");
        assertThat(small.list("").unwrap()).containsExactly("a");
        assertThat(text(small, "a", "p")).isEqualTo("123456");
    }

    @Test
    void countsAnEntryAndItsSuccessorBoth() {
        MemoryStorage small = new MemoryStorage(10);
        small.write("a", List.of(part("p", "123456"))).unwrap();

        assertThat(small.write("a", List.of(part("p", "12345"))).isOk()).isFalse();
        assertThat(small.write("a", List.of(part("p", "1234"))).isOk()).isTrue();
        assertThat(small.write("b", List.of(part("p", "123456"))).isOk()).isTrue();
    }

    @Test
    void deletingMakesRoom() {
        MemoryStorage small = new MemoryStorage(10);
        small.write("a", List.of(part("p", "1234567890"))).unwrap();
        small.delete("a").unwrap();

        assertThat(small.write("b", List.of(part("p", "1234567890"))).isOk()).isTrue();
    }

    @Test
    void refusesAPartThatNoArrayHolds() {
        Part huge = new Part("p", 1L << 40, channel -> channel.write(ByteBuffer.allocate(1)));

        assertThat(new MemoryStorage(Long.MAX_VALUE).write("a", List.of(huge)).failure().orElseThrow().message())
                .contains("it has 1099511627776 bytes");
    }

    @Test
    void handsItsEntriesToItsSuccessor() throws IOException {
        storage.write("checkpoints/step-1", List.of(part("p", "text\u20ac"), part("empty", ""))).unwrap();
        storage.write("best", List.of(part("p", "other"))).unwrap();
        MemoryStorage successor = new MemoryStorage(1000);

        successor.restore(storage.snapshot()).unwrap();

        assertThat(successor.list("").unwrap()).containsExactly("best", "checkpoints/step-1");
        assertThat(text(successor, "checkpoints/step-1", "p")).isEqualTo("text\u20ac");
        assertThat(successor.snapshot()).isEqualTo(storage.snapshot());
    }

    @Test
    void keepsWhatItHoldsBesideWhatIsHandedOver() throws IOException {
        storage.write("a", List.of(part("p", "1"))).unwrap();
        StateSnapshot before = storage.snapshot();
        storage.write("a", List.of(part("p", "2"))).unwrap();
        storage.write("b", List.of(part("p", "3"))).unwrap();

        storage.restore(before).unwrap();

        assertThat(storage.list("").unwrap()).containsExactly("a", "b");
        assertThat(text(storage, "a", "p")).isEqualTo("1");
    }

    @Test
    void saysThatItsEntriesGoWithTheProcess() {
        assertThat(storage.durable()).isFalse();
    }

    @Test
    void refusesAStateThatItDoesNotUnderstandAndKeepsItsOwn() {
        storage.write("a", List.of(part("p", "text"))).unwrap();

        assertThat(storage.restore(new StateSnapshot("jsonl.offset", 1, "{}")).failure().orElseThrow().message())
                .isEqualTo("the memory storage reads memory.entries version 1, not jsonl.offset version 1");
        assertThat(storage.restore(new StateSnapshot("memory.entries", 2, "{}")).isOk()).isFalse();
        assertThat(storage.restore(new StateSnapshot("memory.entries", 1, "[]")).isOk()).isFalse();
        assertThat(storage.restore(new StateSnapshot("memory.entries", 1, "{\"a\": {\"p\": \"?\"}}")).isOk()).isFalse();
        assertThat(storage.list("").unwrap()).containsExactly("a");
    }

    @Test
    void refusesAStateThatIsLargerThanItsBound() {
        storage.write("a", List.of(part("p", "text"))).unwrap();

        assertThat(new MemoryStorage(3).restore(storage.snapshot()).failure().orElseThrow().message())
                .isEqualTo("storage.max_bytes: the entries have 4 bytes and the memory storage takes 3; raise it");
    }

    @Test
    void refusesABoundOfNothing() {
        assertThatThrownBy(() -> new MemoryStorage(0)).isInstanceOf(ProblemException.class)
                .hasMessage("storage.max_bytes: max_bytes is 0; use 1 or more");
    }
}
