package org.athanor.launcher.attach;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.UUID;
import jdk.net.ExtendedSocketOptions;

/**
 * Where a container listens: {@code <home>/athanor.sock}. Operating systems allow about a hundred bytes for the path of
 * a socket; a home with a longer one has its socket in a folder of the user under the temporary folder.
 *
 * @param socket the path of the socket
 */
public record Endpoint(Path socket) {

    private static final int MAX_PATH_BYTES = 100;
    private static final String IN_HOME = "athanor.sock";
    private static final String FOR_OWNER = "rwx------";

    /** Returns the endpoint of a home; the same on both sides. */
    public static Endpoint of(Path home) {
        Path socket = home.toAbsolutePath().normalize().resolve(IN_HOME);
        byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
        if (path.length <= MAX_PATH_BYTES) {
            return new Endpoint(socket);
        }
        return new Endpoint(Path.of(System.getProperty("java.io.tmpdir"), "athanor-" + System.getProperty("user.name"),
                UUID.nameUUIDFromBytes(path) + ".sock"));
    }

    /**
     * Listens. The caller holds the lock of the home, so a socket that is there belongs to a dead container and is
     * replaced.
     *
     * @throws IOException when it cannot, also because others can write to the folder outside the home
     */
    public ServerSocketChannel listen() throws IOException {
        Path folder = folder();
        boolean posix = isPosix(folder);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (posix) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOR_OWNER));
            }
        }
        checkFolder();
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        if (posix) {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        }
        return server;
    }

    /**
     * Connects to the container that listens.
     *
     * @throws IOException when none does, or others can write to the folder outside the home
     */
    public SocketChannel connect() throws IOException {
        checkFolder();
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private Path folder() {
        return Objects.requireNonNull(socket.getParent(), "a socket lies in a folder");
    }

    private static boolean isPosix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Anybody can have made the folder outside the home, since its name can be guessed. */
    private void checkFolder() throws IOException {
        Path folder = folder();
        if (socket.endsWith(IN_HOME) || !isPosix(folder) || !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder)).equals(FOR_OWNER) || !isOwn(folder)) {
            throw new IOException(folder + " is not for its owner only: delete it");
        }
    }

    /** Compares owners of files: not every user has a name. */
    private static boolean isOwn(Path folder) throws IOException {
        Path own = Files.createTempFile(folder, "athanor", "");
        try {
            return Files.getOwner(own).equals(Files.getOwner(folder));
        } finally {
            Files.delete(own);
        }
    }

    /**
     * Returns whether the other side of an accepted connection is the user of this process. The permissions of the
     * socket say the same, but only from the moment after it was bound.
     */
    public static boolean fromOwner(SocketChannel client) throws IOException {
        return !client.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
                || client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(
                        Files.getOwner(((UnixDomainSocketAddress) client.getLocalAddress()).getPath()));
    }
}
