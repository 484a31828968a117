package org.athanor.dataset.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDatasetTest {

    @TempDir
    private Path folder;

    @Property(tries = 200)
    void theRecordsOfBothPartsAreTheText(
            @ForAll @StringLength(min = 1, max = 2000) @CharRange(from = 'a', to = 'f')
            @CharRange(from = '\n', to = '\n') @CharRange(from = '\u00e8', to = '\u00ea')
            @CharRange(from = '\u20a0', to = '\u20ac') String text,
            @ForAll @IntRange(min = 1, max = 100) int percent,
            @ForAll @IntRange(min = 64, max = 300) int recordBytes) throws IOException {
        Assume.that(Math.round(text.getBytes(UTF_8).length * (percent / 100.0)) > 0);
        Path file = Files.createTempFile("records", ".txt");
        try {
            Files.writeString(file, text);
            TextDataSource source =
                    new TextDataSource(Path.of(""), file.toString(), List.of(), percent / 100.0, recordBytes);
            List<TextRecord> records = all(source.open(Split.TRAINING).unwrap());
            records.addAll(all(source.open(Split.EVALUATION).unwrap()));

            assertThat(String.join("", records.stream().map(TextRecord::text).toList())).isEqualTo(text);
            assertThat(records).noneMatch(record -> record.text().isEmpty());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void cutsRecordsAtLineEndsNearTheirSize() throws IOException {
        write("a.txt", "0123456789abcde\n".repeat(1000));

        List<TextRecord> records = all(open("a.txt", 1.0, 100).unwrap());

        assertThat(records).hasSize(160).allMatch(record -> record.text().endsWith("\n"));
        assertThat(records.get(0).text()).hasSize(112);
        assertThat(records.get(1).source()).isEqualTo("a.txt@112");
    }

    @Test
    void cutsALineThatIsTooLongBetweenCodePoints() throws IOException {
        write("a.txt", "\ud83d\udd25".repeat(100));

        assertThat(all(open("a.txt", 1.0, 66).unwrap())).hasSize(6)
                .allMatch(record -> record.text().codePoints().allMatch(point -> point == 0x1f525));
    }

    @Test
    void onlyTheLastRecordOfAFileEndsItsDocument() throws IOException {
        write("corpus/a.txt", "line\n".repeat(50));
        write("corpus/b.txt", "line\n".repeat(20));

        assertThat(all(open("corpus", 1.0, 100).unwrap())).extracting(TextRecord::endsDocument)
                .containsExactly(false, false, true, true);
    }

    @Test
    void splitsASingleFileAtAboutTheShareAndAtALineEnd() throws IOException {
        write("a.txt", "0123456789abcde\n".repeat(1000));
        TextDataSource source = new TextDataSource(folder, "a.txt", List.of(), 0.9, 4096);

        String training = text(source.open(Split.TRAINING).unwrap());
        String evaluation = text(source.open(Split.EVALUATION).unwrap());

        assertThat(training).endsWith("\n").hasSizeBetween(14_400, 14_416);
        assertThat(training + evaluation).isEqualTo(Files.readString(folder.resolve("a.txt")));
    }

    @Test
    void keepsSomethingToEvaluateOnWhenTheTextIsOneLine() throws IOException {
        write("a.txt", "x".repeat(1000));

        TextDataSource source = new TextDataSource(folder, "a.txt", List.of(), 0.9, 65_536);

        assertThat(text(source.open(Split.EVALUATION).unwrap())).hasSize(100);
    }

    @Test
    void splitsManyFilesByBytesOverAllOfThem() throws IOException {
        write("corpus/a.txt", "a\n".repeat(100));
        write("corpus/b.txt", "b\n".repeat(100));
        write("corpus/c.txt", "c\n".repeat(100));
        TextDataSource source = new TextDataSource(folder, "corpus", List.of(), 0.5, 100);

        assertThat(text(source.open(Split.TRAINING).unwrap())).isEqualTo("a\n".repeat(100) + "b\n".repeat(50));
        assertThat(text(source.open(Split.EVALUATION).unwrap())).isEqualTo("b\n".repeat(50) + "c\n".repeat(100));
    }

    @Test
    void holdsNothingOutWhenTheSplitIsOne() throws IOException {
        write("a.txt", "text\n");

        TextDataSource source = new TextDataSource(folder, "a.txt", List.of(), 1.0, 100);

        assertThat(source.open(Split.EVALUATION).unwrap().size()).isZero();
    }

    @Test
    void bytesThatAreNotUtf8BecomeReplacementCharacters() throws IOException {
        Files.write(folder.resolve("a.txt"), new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3});

        assertThat(text(open("a.txt", 1.0, 100).unwrap())).isEqualTo("a\ufffdb\ufffd");
    }

    @Test
    void aByteOrderMarkIsLeftOut() throws IOException {
        write("a.txt", "\ufefftext\n");
        write("b.txt", "\ufeff");

        assertThat(all(open("a.txt", 1.0, 100).unwrap())).containsExactly(new TextRecord("a.txt@3", "text\n", true));
        assertThat(open("b.txt", 1.0, 100).failure().orElseThrow().message()).contains("too little text");
    }

    @Test
    void aFileThatIsWrittenAgainWithTheSameBytesIsTheSame() throws IOException {
        Path file = write("a.txt", "text\n");
        Dataset dataset = open("a.txt", 1.0, 100).unwrap();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertThat(dataset.read(0).unwrap().text()).isEqualTo("text\n");
    }

    @Test
    void theOutlineTellsOtherTextFromTheSameWhereverItLies() throws IOException {
        write("here/a.txt", "text\n");
        write("there/b.txt", "text\n");
        write("other/a.txt", "next\n");
        write("more/a.txt", "text\n\n");

        String outline = open("here", 1.0, 100).unwrap().outline();
        assertThat(open("there", 1.0, 100).unwrap().outline()).isEqualTo(outline);
        assertThat(List.of(open("other", 1.0, 100).unwrap().outline(), open("more", 1.0, 100).unwrap().outline(),
                open("here", 0.5, 100).unwrap().outline())).doesNotContain(outline).doesNotHaveDuplicates();
    }

    @Test
    void aFileThatChangedSinceItWasOpenedIsAProblemThatSaysSo() throws IOException {
        Path file = write("a.txt", "text\n");
        Dataset dataset = open("a.txt", 1.0, 100).unwrap();
        write("a.txt", "next\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertThat(dataset.read(0).failure().orElseThrow().message()).isEqualTo(file
                + ": the file has changed since the data was opened; restore it, or start a new run on the new text");
    }

    @Test
    void aFileThatVanishedIsAProblemThatNamesIt() throws IOException {
        Path file = write("a.txt", "text\n");
        Dataset dataset = open("a.txt", 1.0, 100).unwrap();
        Files.delete(file);

        assertThat(dataset.read(0).failure().orElseThrow().message())
                .isEqualTo(file + ": the file cannot be read any more; put it back as it was");
    }

    @Test
    void refusesARecordThatDoesNotExist() throws IOException {
        write("a.txt", "text\n");

        assertThatThrownBy(() -> open("a.txt", 1.0, 100).unwrap().read(1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Result<Dataset> open(String path, double split, int recordBytes) {
        return new TextDataSource(folder, path, List.of(), split, recordBytes).open(Split.TRAINING);
    }

    private static List<TextRecord> all(Dataset dataset) {
        List<TextRecord> records = new ArrayList<>();
        for (long i = 0; i < dataset.size(); i++) {
            records.add(dataset.read(i).unwrap());
        }
        return records;
    }

    private static String text(Dataset dataset) {
        return String.join("", all(dataset).stream().map(TextRecord::text).toList());
    }
}
