package org.athanor.dataset.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
                + "(skipped: 0 empty, 0 binary, 0 other); check data.path and data.extensions");
        assertThat(problem("corpus", "rst")).isEqualTo(folder.resolve("corpus")
                + ": no text file in this folder with extension rst (skipped: 0 empty, 0 binary, 7 other); "
                + "check data.path and data.extensions");
    }

    @Test
    void aGlobWithoutMatchAndAMalformedOneAreProblems() {
        assertThat(problem("corpus/*.rst")).startsWith(folder.resolve("corpus")
                + ": no text file matches 'corpus/*.rst' (skipped: ");
        assertThat(problem("corpus/[a.txt")).startsWith("data.path: 'corpus/[a.txt' is not a glob: ");
    }

    @Test
    void aFileThatCannotBeReadIsAProblemThatNamesIt() throws IOException {
        Path loop = folder.resolve("loop.txt");
        Files.createSymbolicLink(loop, loop);

        assertThat(problem("loop.txt")).startsWith(loop + ": ");
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
