package org.athanor.dataset.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.plugin.ProblemException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDataSourceTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeACorpus() throws IOException {
        write("corpus/b.txt", "text");
        write("corpus/a/z.md", "text");
        write("corpus/a.txt", "text");
        write("corpus/a/deep/c.txt", "text");
        write("corpus/.hidden.txt", "text");
        write("corpus/.git/config.txt", "text");
        write("corpus/empty.txt", "");
        write("corpus/image.txt", "\u0000text");
    }

    @Test
    void readsAFolderInNameOrderWithoutHiddenEmptyAndBinaryFiles() {
        assertThat(sources("corpus")).containsExactly("a.txt@0", "a/deep/c.txt@0", "a/z.md@0", "b.txt@0");
    }

    @Test
    void readsOnlyTheExtensionsThatAreAskedFor() {
        assertThat(sources("corpus", ".MD")).containsExactly("a/z.md@0");
        assertThat(sources("corpus", "md", "*.txt")).hasSize(4);
    }

    @Test
    void twoAsterisksStandForAnyNumberOfFolders() {
        assertThat(sources("corpus/**/*.txt")).containsExactly("a.txt@0", "a/deep/c.txt@0", "b.txt@0");
        assertThat(sources("corpus/a/**/c.txt")).containsExactly("deep/c.txt@0");
        assertThat(sources("corpus/?.txt")).containsExactly("a.txt@0", "b.txt@0");
        assertThat(sources("corpus/a/*.{md,rst}")).containsExactly("z.md@0");
    }

    @Test
    void readsAFileWhoseNameLooksLikeAGlob() throws IOException {
        write("notes[1].txt", "text");

        assertThat(sources("notes[1].txt")).containsExactly("notes[1].txt@0");
    }

    @Test
    void followsLinksButNotInCircles() throws IOException {
        Files.createSymbolicLink(folder.resolve("corpus/a/round"), folder.resolve("corpus"));
        Files.createSymbolicLink(folder.resolve("corpus/link.txt"), folder.resolve("corpus/b.txt"));
        Files.createSymbolicLink(folder.resolve("corpus/dangling.txt"), folder.resolve("nowhere"));

        assertThat(sources("corpus")).contains("link.txt@0").hasSize(5);
    }

    @Test
    void aMissingFileIsAProblemWithTheNearestName() {
        assertThat(problem("corpus/a.text")).isEqualTo(
                folder.resolve("corpus/a.text") + ": no such file or folder; did you mean 'a.txt'?");
        assertThat(problem("copus/a/c.txt")).isEqualTo(folder.resolve("copus/a/c.txt")
                + ": no such file or folder: there is no 'copus' in " + folder + "; did you mean 'corpus'?");
        assertThat(problem("shakespeare")).endsWith("no such file or folder; check data.path");
        assertThat(problem("corpse/*.txt"))
                .isEqualTo(folder.resolve("corpse") + ": no such file or folder; did you mean 'corpus'?");
    }

    @Test
    void aLinkInACircleIsNoMissingFile() throws IOException {
        Files.createSymbolicLink(folder.resolve("circle"), folder.resolve("circle"));
        assertThat(problem("circle")).isEqualTo(folder.resolve("circle") + ": is a symbolic link that leads nowhere or "
                + "in a circle; let it lead to a file or a folder");
    }

    @Test
    void anEmptyFileIsAProblem() {
        assertThat(problem("corpus/empty.txt"))
                .isEqualTo(folder.resolve("corpus/empty.txt") + ": the file is empty; give it some text");
    }

    @Test
    void aBinaryFileIsAProblem() {
        assertThat(problem("corpus/image.txt")).isEqualTo(folder.resolve("corpus/image.txt")
                + ": the file holds NUL bytes and is not UTF-8 text; convert it");
    }

    @Test
    void aFolderWithoutTextIsAProblemThatCountsWhatWasSkipped() throws IOException {
        Files.createDirectories(folder.resolve("none"));

        assertThat(problem("none")).isEqualTo(folder.resolve("none") + ": no text file in this folder "
                + "(left out: 0 empty, 0 with NUL bytes (binary, or UTF-16) and 0 hidden or of another name); "
                + "check data.path and data.extensions");
        assertThat(problem("corpus", "rst")).isEqualTo(folder.resolve("corpus")
                + ": no text file in this folder with extension rst (left out: 0 empty, 0 with NUL bytes (binary, or "
                + "UTF-16) and 7 hidden or of another name); "
                + "check data.path and data.extensions");
    }

    @Test
    void aGlobWithoutMatchAndAMalformedOneAreProblems() {
        assertThat(problem("corpus/*.rst")).startsWith(folder.resolve("corpus")
                + ": no text file matches 'corpus/*.rst' (left out: ");
        assertThat(problem("corpus/[a.txt")).startsWith("data.path: 'corpus/[a.txt' is not a glob: ");
    }

    @Test
    void aFileThatCannotBeReadIsAProblemThatNamesIt() throws IOException {
        Path loop = folder.resolve("loop.txt");
        Files.createSymbolicLink(loop, loop);

        assertThat(problem("loop.txt")).startsWith(loop + ": ");
    }

    @Test
    void whatIsNoFileIsAProblemAndNothingWaitsForIt() {
        assertThat(new TextDataSource(folder, "/dev/zero", List.of(), 1, 65_536).open(Split.TRAINING).failure()
                .orElseThrow().message()).isEqualTo("/dev/zero: is neither a file nor a folder; give a file with text");
    }

    @Test
    void whatIsLeftOutOrAlteredIsTold() throws IOException {
        TextDataSource plain = new TextDataSource(folder, "corpus/a", List.of(), 1, 65_536);
        plain.open(Split.TRAINING).unwrap();
        assertThat(plain.remarks()).isEmpty();

        write("corpus/marked.txt", "\ufefftext");
        Files.write(folder.resolve("corpus/latin.txt"), "d\u00e9j\u00e0 vu".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("corpus/wide.txt"), "text".getBytes(StandardCharsets.UTF_16LE));
        TextDataSource source = new TextDataSource(folder, "corpus", List.of("txt"), 1, 65_536);
        source.open(Split.TRAINING).unwrap();
        assertThat(source.remarks()).satisfiesExactly(
                left -> assertThat(left).startsWith("the data has 5 files; left out are 1 empty, 2 with NUL bytes "
                        + "(binary, or UTF-16; such as ").endsWith(") and 2 hidden or of another name"),
                mark -> assertThat(mark).isEqualTo("the byte order mark is left out of marked.txt"),
                foreign -> assertThat(foreign).isEqualTo("2 bytes in latin.txt are no UTF-8 and read as U+FFFD: "
                        + "convert the text to UTF-8"));
    }

    @Test
    void ofAFileTooLongToBeReadWholeSomePlacesAreLookedAt() throws IOException {
        byte[] text = "caf\u00e9 ".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("long.txt"), text);
        TextDataSource source = new TextDataSource(folder, "long.txt", List.of(), 1, 65_536);
        String outline = source.open(Split.TRAINING).unwrap().outline();
        assertThat(source.remarks()).as("no character is cut in two by the look").isEmpty();

        text[text.length - 1] = (byte) 0xe9;
        Files.write(folder.resolve("long.txt"), text);
        TextDataSource changed = new TextDataSource(folder, "long.txt", List.of(), 1, 65_536);
        assertThat(changed.open(Split.TRAINING).unwrap().outline()).isNotEqualTo(outline);
        assertThat(changed.remarks()).containsExactly("at least 1 byte in long.txt is no UTF-8 and read as U+FFFD: "
                + "convert the text to UTF-8");
    }

    @Test
    void filesComeInTheOrderOfTheBytesOfTheirNames() throws IOException {
        write("names/\uffee.txt", "text");
        write("names/\ud83d\udd25.txt", "text");
        write("names/z%.txt", "text");
        write("names/z\u00e9.txt", "text");
        assertThat(sources("names")).containsExactly("z%.txt@0", "z\u00e9.txt@0", "\uffee.txt@0",
                "\ud83d\udd25.txt@0");
    }

    @Test
    void tooLittleTextToTrainOnIsAProblem() throws IOException {
        write("tiny.txt", "x");

        assertThat(new TextDataSource(folder, "tiny.txt", List.of(), 0.1, 65_536).open(Split.TRAINING).failure()
                .orElseThrow().message())
                .isEqualTo("tiny.txt: too little text to train on; add text or set data.split nearer to 1");
    }

    @Test
    void refusesASplitAndARecordSizeOutOfRange() {
        assertThatThrownBy(() -> new TextDataSource(folder, "corpus", List.of(), 0, 65_536))
                .isInstanceOf(ProblemException.class)
                .hasMessage("data.split: split is 0.0; use a number above 0 and up to 1");
        assertThatThrownBy(() -> new TextDataSource(folder, "corpus", List.of(), 0.9, 1))
                .isInstanceOf(ProblemException.class)
                .hasMessage("data.record_bytes: record_bytes is 1; use 64 to 4194304");
    }

    @Test
    void aFileThatComesGoesOrChangesAfterTheDataWasOpenedIsAProblemThatNamesIt() throws IOException {
        String remedy = "; put it back as it was, or start a new run on the new text";
        TextDataSource source = new TextDataSource(folder, "corpus", List.of(), 0.9, 65_536);
        source.open(Split.TRAINING).unwrap();
        assertThat(source.open(Split.EVALUATION).isOk()).isTrue();
        FileTime before = Files.getLastModifiedTime(folder.resolve("corpus/a.txt"));

        write("corpus/a.md", "text");
        assertThat(again(source)).isEqualTo(folder.resolve("corpus/a.md")
                + ": the file was added since the data was opened" + remedy);
        Files.move(folder.resolve("corpus/a.md"), folder.resolve("a.md"));
        assertThat(source.open(Split.TRAINING).isOk()).isTrue();

        write("corpus/a.txt", "other text");
        assertThat(again(source)).isEqualTo(folder.resolve("corpus/a.txt")
                + ": the file was changed since the data was opened" + remedy);
        write("corpus/a.txt", "text");
        Files.setLastModifiedTime(folder.resolve("corpus/a.txt"), before);
        assertThat(source.open(Split.TRAINING).isOk()).isTrue();

        Files.delete(folder.resolve("corpus/a/z.md"));
        assertThat(again(source)).isEqualTo(folder.resolve("corpus/a/z.md")
                + ": the file was removed since the data was opened" + remedy);
    }

    private static String again(TextDataSource source) {
        return source.open(Split.TRAINING).failure().orElseThrow().message();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> sources(String path, String... extensions) {
        Dataset dataset = new TextDataSource(folder, path, List.of(extensions), 1.0, 65_536)
                .open(Split.TRAINING).unwrap();
        List<String> sources = new ArrayList<>();
        for (long i = 0; i < dataset.size(); i++) {
            sources.add(dataset.read(i).unwrap().source());
        }
        return sources;
    }

    private String problem(String path, String... extensions) {
        return new TextDataSource(folder, path, List.of(extensions), 1.0, 65_536).open(Split.TRAINING)
                .failure().orElseThrow().message();
    }
}
