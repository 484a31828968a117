package org.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LaunchOptionsTest {

    @Test
    void takesTheHomeWhereverItStandsAndKeepsTheRest() {
        LaunchOptions options = LaunchOptions.parse(List.of("run", "x.yaml", "--home", "somewhere", "--json"));

        assertThat(options.home()).isEqualTo(Path.of("somewhere").toAbsolutePath());
        assertThat(options.arguments()).containsExactly("run", "x.yaml", "--json");
    }

    @Test
    void startsTheProductInTheCurrentFolderByDefault() {
        LaunchOptions options = LaunchOptions.parse(List.of());

        assertThat(options.home()).isEqualTo(Path.of(".athanor").toAbsolutePath().normalize());
        assertThat(options.features()).containsExactly("athanor-base", "athanor-core", "athanor");
    }

    @Test
    void examinesAPluginInAHomeOfItsOwnAlsoWhereOneIsGiven(@TempDir Path folder) throws IOException {
        LaunchOptions options = LaunchOptions.parse(List.of("verify", "some.jar"));

        assertThat(options.temporary()).contains(options.home());
        assertThat(options.home()).isAbsolute().startsWithRaw(Path.of(System.getProperty("java.io.tmpdir")))
                .as("nobody else can have put anything there").isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(options.home()))).isEqualTo("rwx------");
        Files.delete(options.home());
        assertThat(LaunchOptions.parse(List.of("run", "x.yaml")).temporary()).isEmpty();
        LaunchOptions there = LaunchOptions.parse(List.of("verify", "some.jar", "--home", folder.toString()));
        assertThat(there.home()).hasParentRaw(folder);
        assertThat(there.temporary()).contains(there.home());
        LaunchOptions made = LaunchOptions.parse(List.of("verify", "some.jar", "--home", folder + "/a/b"));
        assertThat(made.home()).hasParentRaw(folder.resolve("a/b"));
        assertThat(made.temporary()).contains(folder.resolve("a"));
    }

    @Test
    void takesValuesAfterAnEqualsSign() {
        LaunchOptions options = LaunchOptions.parse(List.of("--features=a,b", "--home=/h"));

        assertThat(options.features()).containsExactly("a", "b");
        assertThat(options.home()).isEqualTo(Path.of("/h").toAbsolutePath());
    }

    @Test
    void leavesWhatFollowsADoubleDashAlone() {
        assertThat(LaunchOptions.parse(List.of("exec", "--", "--home", "x")).arguments())
                .containsExactly("exec", "--", "--home", "x");
    }

    @Test
    void refusesAHomeWithoutAFolder() {
        assertThatThrownBy(() -> LaunchOptions.parse(List.of("run", "--home")))
                .isInstanceOf(LaunchException.class).hasMessage("--home needs a value: a folder")
                .extracting(e -> ((LaunchException) e).exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
