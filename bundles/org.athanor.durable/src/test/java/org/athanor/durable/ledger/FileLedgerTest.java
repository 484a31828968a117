package org.athanor.durable.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerTest {

    @TempDir
    private Path folder;

    @Test
    void createsParentFoldersAndChainsLinesOverReopening() throws IOException {
        Path file = folder.resolve("a/b/ledger.jsonl");
        append(file, "one", Map.of("z", 1, "a", List.of("x", Map.of("k", 2.5))));
        append(file, "two", Map.of("loss", Double.NaN, "ok", true));

        assertThat(LedgerFile.verify(file)).isEqualTo(Result.ok(2L));
        List<Map<String, Object>> lines = read(file).stream().map(line -> line.fields().values()).toList();
        assertThat(lines.get(0)).containsEntry("n", 1L).containsEntry("type", "one").containsEntry("z", 1L)
                .containsEntry("a", List.of("x", Map.of("k", 2.5)));
        assertThat(lines.get(1)).containsEntry("prev", lines.get(0).get("hash")).containsEntry("loss", "NaN")
                .containsEntry("ok", true);
        assertThat(Instant.parse((String) lines.get(0).get("time"))).isNotNull();
    }

    @Test
    void cutsOffATornLastLineAndRecordsTheCut() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        append(file, "one", Map.of());
        Files.writeString(file, "{\"n\":2,\"time\":\"20", StandardOpenOption.APPEND);
        assertThat(LedgerFile.verify(file).failure().orElseThrow().message()).contains("line 2 is torn");
        assertThat(read(file)).extracting(LedgerLine::type).containsExactly("one");

        append(file, "three", Map.of());

        assertThat(LedgerFile.verify(file)).isEqualTo(Result.ok(3L));
        assertThat(read(file)).extracting(LedgerLine::type).containsExactly("one", "repaired", "three");
        assertThat(read(file).get(1).fields().number("cut_bytes")).isEqualTo(17);
    }

    @Test
    void cutsOffALastLineOfZerosThatAPowerFailureLeaves() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        append(file, "one", Map.of());
        Files.write(file, new byte[40], StandardOpenOption.APPEND);

        append(file, "three", Map.of());

        assertThat(LedgerFile.verify(file)).isEqualTo(Result.ok(3L));
    }

    @Test
    void doesNotHideALastLineThatWasChanged() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        append(file, "one", Map.of());
        append(file, "two", Map.of());
        Files.writeString(file, Files.readString(file).replace("\"two\"", "\"owt\""));

        append(file, "three", Map.of());

        assertThat(LedgerFile.verify(file).failure().orElseThrow().message()).contains("line 2 was changed");
        assertThat(read(file)).extracting(LedgerLine::type).containsExactly("one", "three");
    }

    @Test
    void readsWhatIsWholeWhenTheLastLineIsTornInsideACharacter() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        append(file, "one", Map.of());
        long whole = Files.size(file);
        append(file, "two", Map.of("place", "Z\u00fcrich"));
        byte[] bytes = Files.readAllBytes(file);
        int character = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\u00c3');
        assertThat((long) character).isGreaterThan(whole);
        Files.write(file, Arrays.copyOf(bytes, character + 1));
        assertThat(read(file)).extracting(LedgerLine::type).containsExactly("one");

        append(file, "three", Map.of());

        assertThat(LedgerFile.verify(file)).isEqualTo(Result.ok(3L));
    }

    @Test
    void doesNotHideALineThatWasChangedInTheMiddle() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        append(file, "one", Map.of());
        append(file, "two", Map.of());
        Files.writeString(file, Files.readString(file).replace("\"one\"", "\"eno\""));

        append(file, "three", Map.of());

        assertThat(LedgerFile.verify(file).failure().orElseThrow().message()).contains("line 1 was changed");
    }

    @Test
    void leavesNoHalfLineWhenTheDiskIsFull() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        append(file, "one", Map.of());
        byte[] before = Files.readAllBytes(file);
        try (FullDisk disk = new FullDisk(file);
                FileLedger ledger = FileLedger.open(file, disk, Clock.systemUTC())) {
            disk.full = true;
            Problem problem = ledger.append("two", Map.of()).failure().orElseThrow();

            assertThat(problem.message()).contains("ledger.jsonl").contains("No space left");
            assertThat(Files.readAllBytes(file)).isEqualTo(before);

            disk.full = false;
            assertThat(ledger.append("two", Map.of()).isOk()).isTrue();
        }
        assertThat(LedgerFile.verify(file)).isEqualTo(Result.ok(2L));
    }

    @Test
    void survivesAnInterruptedThread() {
        Path file = folder.resolve("ledger.jsonl");
        try (Ledger ledger = new FileLedgers().open(file).unwrap()) {
            Thread.currentThread().interrupt();
            assertThat(ledger.append("one", Map.of()).isOk()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(ledger.append("two", Map.of()).isOk()).isTrue();
        }
        assertThat(LedgerFile.verify(file)).isEqualTo(Result.ok(2L));
    }

    @Test
    void refusesASecondWriterAndAFolder() {
        Path file = folder.resolve("ledger.jsonl");
        FileLedgers ledgers = new FileLedgers();
        try (Ledger first = ledgers.open(file).unwrap()) {
            assertThat(first.append("one", Map.of()).isOk()).isTrue();
            assertThat(ledgers.open(file).failure().orElseThrow().message()).contains("open elsewhere");
        }
        assertThat(ledgers.open(folder).failure().orElseThrow().message()).contains(folder.toString());
    }

    @Test
    void refusesFieldsThatItWritesItselfAndAppendsAfterClosing() {
        Ledger ledger = new FileLedgers().open(folder.resolve("ledger.jsonl")).unwrap();
        assertThatThrownBy(() -> ledger.append("one", Map.of("hash", "x"))).hasMessageContaining("hash");
        ledger.close();
        assertThat(ledger.append("one", Map.of()).failure().orElseThrow().message()).contains("closed");
    }

    @Test
    void answersWhatItWasGivenByNameAndType() {
        Path file = folder.resolve("ledger.jsonl");
        append(file, "one", Map.of("text", "x", "whole", 3, "real", 2.5, "inner", Map.of("a", 1), "list",
                List.of(Map.of("b", 2), Map.of("b", 3))));
        LedgerFields fields = read(file).get(0).fields();

        assertThat(fields.text("text") + fields.text("none", "y")).isEqualTo("xy");
        assertThat(fields.number("whole")).isEqualTo(3);
        assertThat(fields.decimal("whole") + fields.decimal("real")).isEqualTo(5.5);
        assertThat(fields.object("inner").number("a")).isEqualTo(1);
        assertThat(fields.objects("list")).extracting(each -> each.number("b")).containsExactly(2L, 3L);
        assertThat(fields.has("none")).isFalse();
        assertThatThrownBy(() -> fields.number("text")).hasMessageContaining("'text'");
        assertThatThrownBy(() -> fields.text("none")).hasMessageContaining("'none'");
    }

    @Test
    void hasNoLinesBeforeTheFirstOneWasWritten() {
        assertThat(read(folder.resolve("none.jsonl"))).isEmpty();
        assertThat(new FileLedgers().lines(folder).failure().orElseThrow().message()).contains(folder.toString());
    }

    private static List<LedgerLine> read(Path file) {
        return new FileLedgers().lines(file).unwrap();
    }

    private static void append(Path file, String type, Map<String, ?> fields) {
        try (Ledger ledger = new FileLedgers().open(file).unwrap()) {
            ledger.append(type, fields).unwrap();
        }
    }

    /** Writes half of what it is given once it is full. */
    private static final class FullDisk extends RandomAccessFile {
        private boolean full;

        FullDisk(Path file) throws IOException {
            super(file.toFile(), "rw");
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            if (full) {
                super.write(bytes, 0, bytes.length / 2);
                throw new IOException("No space left on device");
            }
            super.write(bytes);
        }
    }
}
