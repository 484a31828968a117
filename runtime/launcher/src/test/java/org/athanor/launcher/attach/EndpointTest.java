package org.athanor.launcher.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EndpointTest {

    @TempDir
    Path home;

    @Test
    void isForItsOwnerOnly() throws IOException {
        Endpoint endpoint = Endpoint.of(home);
        try (ServerSocketChannel server = endpoint.listen()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(endpoint.socket())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void replacesTheSocketOfADeadContainer() throws IOException {
        Endpoint endpoint = Endpoint.of(home);
        // Closing the channel leaves the file behind, as a killed process does.
        endpoint.listen().close();
        assertThat(endpoint.socket()).exists();

        try (ServerSocketChannel server = endpoint.listen(); SocketChannel client = endpoint.connect()) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void knowsItsOwner() throws IOException {
        Endpoint endpoint = Endpoint.of(home);
        try (ServerSocketChannel server = endpoint.listen(); SocketChannel client = endpoint.connect();
                SocketChannel accepted = server.accept()) {
            assertThat(Endpoint.fromOwner(accepted)).isTrue();
        }
    }

    @Test
    void knowsItsOwnerAlsoWhenTheSystemHasNoNameForIt() throws IOException {
        String name = System.setProperty("user.name", "?");
        try {
            knowsItsOwner();
        } finally {
            System.setProperty("user.name", name);
        }
    }

    @Test
    void doesNotUseAFolderThatOthersCanWriteTo() throws IOException {
        String temporary = System.setProperty("java.io.tmpdir", home.toString());
        try {
            Endpoint endpoint = Endpoint.of(home.resolve("d".repeat(120)));
            Path folder = Files.createDirectory(endpoint.socket().getParent());
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            for (ThrowingCallable use : List.<ThrowingCallable>of(endpoint::listen, endpoint::connect)) {
                assertThatThrownBy(use).isInstanceOf(IOException.class)
                        .hasMessage(folder + " is not for its owner only: delete it");
            }
            Files.delete(folder);
            Files.createSymbolicLink(folder, Files.createDirectory(home.resolve("elsewhere"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
            assertThatThrownBy(endpoint::listen).isInstanceOf(IOException.class).hasMessageContaining("delete it");
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }

    @Test
    void listensInAHomeWhosePathIsTooLongForASocket() throws IOException {
        Path deep = home.resolve("d".repeat(120));
        Endpoint endpoint = Endpoint.of(deep);
        try (ServerSocketChannel server = endpoint.listen(); SocketChannel client = Endpoint.of(deep).connect()) {
            assertThat(client.isConnected()).isTrue();
        } finally {
            Files.deleteIfExists(endpoint.socket());
        }
    }
}
