package org.athanor.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

    @TempDir
    private Path folder;

    @Test
    void writesAFileIntoFoldersThatAreNotThereYet() throws IOException {
        Path file = folder.resolve("a/b/set.json");
        DurableFiles.write(file, new byte[] {1, 2});
        assertThat(file).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void replacesAFileAndLeavesNothingBesideIt() throws IOException {
        Path file = folder.resolve("set.json");
        Files.writeString(folder.resolve("set.json.new"), "half of what a crash cut off, and longer");
        DurableFiles.write(file, new byte[] {1});
        DurableFiles.write(file, new byte[] {2});
        assertThat(file).hasBinaryContent(new byte[] {2});
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void leavesTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
        Path file = folder.resolve("set.json");
        DurableFiles.write(file, new byte[] {1});
        Files.createDirectory(folder.resolve("set.json.new"));
        assertThatThrownBy(() -> DurableFiles.write(file, new byte[] {2})).isInstanceOf(IOException.class);
        assertThat(file).hasBinaryContent(new byte[] {1});
    }
}
