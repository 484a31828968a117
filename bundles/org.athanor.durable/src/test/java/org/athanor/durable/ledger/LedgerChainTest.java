package org.athanor.durable.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.plugin.Result;

/** No change of a ledger file goes unseen. */
class LedgerChainTest {

    @Property(tries = 300)
    void noticesAnyChangedByte(@ForAll @Size(min = 1, max = 5) List<@NotBlank @StringLength(max = 12) String> words,
            @ForAll @IntRange(max = 100_000) int position, @ForAll @IntRange(min = 1, max = 255) int change)
            throws IOException {
        byte[] bytes = ledger(words);
        bytes[position % bytes.length] ^= (byte) change;
        assertThat(check(bytes).failure()).isPresent();
    }

    @Property(tries = 100)
    void noticesAnyRemovedByte(@ForAll @Size(min = 1, max = 4) List<@StringLength(max = 12) String> words,
            @ForAll @IntRange(max = 100_000) int position) throws IOException {
        byte[] bytes = ledger(words);
        int cut = position % bytes.length;
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, cut + 1, shorter, cut, bytes.length - 1 - cut);
        assertThat(check(shorter).failure()).isPresent();
    }

    @Property(tries = 100)
    void namesTheLineAfterARemovedOne(@ForAll @IntRange(min = 2, max = 7) int count,
            @ForAll @IntRange(max = 5) int removed) throws IOException {
        List<String> lines = lines(count);
        int index = removed % (count - 1);
        lines.remove(index);
        assertThat(check(join(lines)).failure().orElseThrow().message()).contains("line " + (index + 1) + " ");
    }

    @Property(tries = 100)
    void namesTheFirstLineThatWasMoved(@ForAll @IntRange(min = 2, max = 7) int count,
            @ForAll @IntRange(max = 6) int one, @ForAll @IntRange(max = 6) int other) throws IOException {
        List<String> lines = lines(count);
        int from = one % count;
        int to = (from + 1 + other % (count - 1)) % count;
        Collections.swap(lines, from, to);
        assertThat(check(join(lines)).failure().orElseThrow().message())
                .contains("line " + (Math.min(from, to) + 1) + " ");
    }

    @Property(tries = 30)
    void namesALineThatComesFromAnotherLedger(@ForAll @IntRange(min = 3, max = 7) int count,
            @ForAll @IntRange(min = 1, max = 5) int forged) throws IOException {
        int index = 1 + forged % (count - 1);
        List<String> lines = lines(count);
        lines.set(index, lines(count).get(index));
        assertThat(check(join(lines)).failure().orElseThrow().message()).contains("line " + (index + 1) + " ");
    }

    private static List<String> lines(int count) throws IOException {
        return new ArrayList<>(new String(ledger(Collections.nCopies(count, "word" + System.nanoTime())),
                StandardCharsets.UTF_8).lines().toList());
    }

    private static byte[] join(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ledger(List<String> words) throws IOException {
        Path folder = Files.createTempDirectory("ledger");
        Path file = folder.resolve("ledger.jsonl");
        try (Ledger ledger = new FileLedgers().open(file).unwrap()) {
            words.forEach(word -> ledger.append("word", Map.of("text", word)).unwrap());
        }
        byte[] bytes = Files.readAllBytes(file);
        assertThat(check(bytes)).isEqualTo(Result.ok((long) words.size()));
        Files.delete(file);
        Files.delete(folder);
        return bytes;
    }

    private static Result<Long> check(byte[] bytes) {
        return LedgerFile.verify(Path.of("ledger.jsonl"), bytes).map(ChainedLine::number);
    }
}
