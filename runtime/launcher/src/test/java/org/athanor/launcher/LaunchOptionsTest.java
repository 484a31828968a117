package org.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    void examinesAPluginInAHomeOfItsOwnUnlessOneIsGiven() throws IOException {
        LaunchOptions options = LaunchOptions.parse(List.of("verify", "some.jar"));

        assertThat(options.temporary()).isTrue();
        assertThat(options.home()).isAbsolute().startsWithRaw(Path.of(System.getProperty("java.io.tmpdir")))
                .as("nobody else can have put anything there").isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(options.home()))).isEqualTo("rwx------");
        Files.delete(options.home());
        assertThat(LaunchOptions.parse(List.of("run", "x.yaml")).temporary()).isFalse();
        assertThat(LaunchOptions.parse(List.of("verify", "some.jar", "--home", "h")))
                .matches(given -> !given.temporary() && given.home().endsWith("h"));
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
