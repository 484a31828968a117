package org.athanor.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.api.lifecycle.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunNamesTest {

    @Test
    void completesTheFoldersOfRuns(@TempDir Path root) throws IOException {
        RunNames names = new RunNames(new Home(root));
        assertThat(names.candidates("")).isEmpty();
        Files.createDirectories(root.resolve("runs/second"));
        Files.createDirectories(root.resolve("runs/first"));
        Files.createDirectories(root.resolve("runs/.tmp"));
        Files.writeString(root.resolve("runs/notes"), "");

        assertThat(names.candidates("")).containsExactly("first", "second");
    }
}
