package org.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeLockTest {

    @TempDir
    Path folder;

    @Test
    void namesTheProcessThatHoldsTheHome() {
        try (HomeLock lock = HomeLock.claim(folder)) {
            assertThatThrownBy(() -> HomeLock.claim(folder)).isInstanceOf(LaunchException.class)
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void letsTheNextOneInAfterItsEnd() {
        HomeLock.claim(folder).close();

        try (HomeLock lock = HomeLock.claim(folder)) {
            assertThat(folder.resolve("athanor.lock")).exists();
        }
    }

    @Test
    void createsAHomeForItsOwnerOnly() throws IOException {
        Path home = folder.resolve("a/b");

        HomeLock.claim(home).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home))).isEqualTo("rwx------");
    }

    @Test
    void saysThatTheHomeCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> HomeLock.claim(file.resolve("home"))).isInstanceOf(LaunchException.class)
                .hasMessageContaining("cannot write to the home").hasMessageContaining("--home");
    }
}
