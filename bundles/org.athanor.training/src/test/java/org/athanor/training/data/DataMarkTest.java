package org.athanor.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.data.TextRecord;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.plugin.Result;
import org.junit.jupiter.api.Test;

class DataMarkTest {

    private record Texts(List<String> texts, String outline) implements Dataset {
        @Override
        public long size() {
            return texts.size();
        }

        @Override
        public Result<TextRecord> read(long index) {
            return Result.ok(new TextRecord("r" + index, texts.get((int) index), true));
        }
    }

    private static List<String> texts(int count) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> "text " + i).toList());
    }

    private static Dataset changed(int count, int index) {
        List<String> texts = texts(count);
        texts.set(index, "other text");
        return new Texts(texts, "");
    }

    @Test
    void eachRecordOfASmallDatasetIsMarked() {
        DataMark mark = DataMark.of(new Texts(texts(DataMark.SAMPLE), ""));
        assertThat(mark.difference(new Texts(texts(DataMark.SAMPLE), ""))).isEmpty();
        for (int i = 0; i < DataMark.SAMPLE; i++) {
            assertThat(mark.difference(changed(DataMark.SAMPLE, i))).contains("record " + i + " (r" + i
                    + ") reads otherwise");
        }
        assertThat(mark.difference(new Texts(texts(3), ""))).contains("it has 3 records instead of 64");
    }

    @Property(tries = 50)
    void aRunOfRecordsAsLongAsTheSixtyThirdPartOfALargeOneDoesNotChangeUnnoticed(
            @ForAll @IntRange(min = 1000, max = 2000) int count, @ForAll @IntRange(max = 999) int from) {
        List<String> texts = texts(count);
        for (int i = from; i < Math.min(count, from + count / (DataMark.SAMPLE - 1) + 1); i++) {
            texts.set(i, "other text");
        }
        assertThat(DataMark.of(new Texts(texts(count), "")).difference(new Texts(texts, ""))).isPresent();
    }

    @Test
    void whatTheRunIsReadingIsMarkedToo() {
        DataMark mark = DataMark.of(new Texts(texts(1000), ""));
        assertThat(mark.difference(changed(1000, 8))).isEmpty();
        String hash = DataMark.hash(new Texts(texts(1000), "").read(8).unwrap());
        assertThat(mark.with(Map.of(8L, hash)).difference(changed(1000, 8)))
                .contains("record 8 (r8) reads otherwise");
    }

    @Test
    void anotherOutlineIsOtherData() {
        assertThat(DataMark.of(new Texts(texts(9), "a")).difference(new Texts(texts(9), "b")))
                .contains("its files have other sizes, or other text in some places");
    }

    @Test
    void marksAreReadAsTheyWereWritten() {
        DataMarks marks = new DataMarks("data:text", Map.of(
                Split.TRAINING, DataMark.of(new Texts(texts(100), "o")),
                Split.EVALUATION, DataMark.of(new Texts(List.of(), ""))));
        assertThat(DataMarks.read(new LedgerFields(marks.fields()))).isEqualTo(marks);
    }
}
