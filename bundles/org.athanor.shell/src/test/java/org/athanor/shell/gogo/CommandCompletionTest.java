package org.athanor.shell.gogo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.athanor.api.shell.Completions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandCompletionTest {

    @TempDir
    Path folder;
    private TestContainer container;
    private CommandCompletion completion;

    @BeforeEach
    void open() throws Exception {
        container = new TestContainer(folder.resolve("storage"));
        container.command(ProbeCommands.SCOPE, new ProbeCommands(), ProbeCommands.FUNCTIONS);
        container.context().registerService(Completions.class, prefix -> List.of("red", "rose", "blue"),
                new Hashtable<>(Map.of(Completions.NAME, "colour")));
        completion = new CommandCompletion(container.context());
    }

    @AfterEach
    void close() throws Exception {
        container.close();
    }

    @Test
    void completesCommands() {
        assertThat(complete(List.of("probe:"))).contains("probe:say", "probe:pick");
        assertThat(complete(List.of("probe:p"))).containsExactly("probe:pick");
    }

    @Test
    void completesAnArgumentFromItsSource() {
        assertThat(complete(List.of("probe:pick", "r"))).containsExactly("red", "rose");
    }

    @Test
    void completesACommandThatWasGivenWithoutItsScope() {
        assertThat(complete(List.of("pick", "b"))).containsExactly("blue");
    }

    @Test
    void completesAfterAPipe() {
        assertThat(complete(List.of("probe:say", "x", "|", "probe:pick", "b"))).containsExactly("blue");
    }

    @Test
    void completesOptions() {
        assertThat(complete(List.of("probe:pick", "--"))).containsExactly("--probation", "--quiet");
    }

    @Test
    void countsArgumentsWithoutOptionsAndTheirValues() {
        assertThat(complete(List.of("probe:pick", "-p", "5", "--quiet", "bl"))).containsExactly("blue");
    }

    @Test
    void offersNothingForAValueWithoutASource() {
        assertThat(complete(List.of("probe:pick", "-p", ""))).isEmpty();
        assertThat(complete(List.of("probe:say", ""))).isEmpty();
        assertThat(complete(List.of("nosuch", ""))).isEmpty();
    }

    @Test
    void completesRelativePathsInTheFolderOfTheSession() throws Exception {
        Files.createFile(folder.resolve("plugin-1.jar"));
        Files.createFile(Files.createDirectory(folder.resolve("plugins")).resolve("lora.jar"));

        assertThat(complete(List.of("probe:pick", "red", "first", "plug"))).containsExactly("plugin-1.jar", "plugins/");
        assertThat(complete(List.of("probe:pick", "red", "first", "plugins/"))).containsExactly("plugins/lora.jar");
    }

    @Test
    void completesFilesAndFolders() throws Exception {
        Files.createFile(folder.resolve("plugin-1.jar"));
        Files.createDirectory(folder.resolve("plugins"));
        Files.createFile(folder.resolve("other"));
        String prefix = folder + "/plug";

        assertThat(complete(List.of("probe:pick", "red", "first", prefix)))
                .containsExactly(folder + "/plugin-1.jar", folder + "/plugins/");
    }

    @Test
    void survivesASourceThatFails() {
        container.context().registerService(Completions.class, prefix -> {
            throw new IllegalStateException("no");
        }, new Hashtable<>(Map.of(Completions.NAME, "colour")));

        assertThat(complete(List.of("probe:pick", ""))).isEmpty();
    }

    private List<String> complete(List<String> words) {
        return completion.complete(words, folder);
    }
}
