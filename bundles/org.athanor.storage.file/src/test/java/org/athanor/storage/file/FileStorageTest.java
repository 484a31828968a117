package org.athanor.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.util.converter.Converters;

class FileStorageTest extends StorageContract {

    @TempDir
    private Path root;
    private FileStorage storage;

    @BeforeEach
    void create() {
        storage = new FileStorage(root, new Disk());
    }

    @Override
    protected Storage storage() {
        return storage;
    }

    @Test
    void takesItsPathFromTheWorkingFolderUnlessItIsAbsolute() {
        write("relative");
        write(root.resolve("absolute").toString());
        write("");

        assertThat(root.resolve("base/relative/run/entry/a")).exists();
        assertThat(root.resolve("absolute/run/entry/a")).exists();
        assertThat(root.resolve("runs/run/entry/a")).exists();
    }

    @Test
    void runsThatShareAPathDoNotSeeEachOthersEntries() throws IOException {
        Storage one = new FileStorage(path("shared"), session("one"));
        Storage other = new FileStorage(path("shared"), session("other"));
        one.write("entry", List.of(part("a", "one's"))).unwrap();

        assertThat(other.list("").unwrap()).isEmpty();
        other.write("entry", List.of(part("a", "other's"))).unwrap();
        other.delete("entry").unwrap();
        assertThat(text(one, "entry", "a")).isEqualTo("one's");
    }

    private void write(String path) {
        new FileStorage(path(path), session("run")).write("entry", List.of(part("a", "text"))).unwrap();
    }

    private static FileStorageConfig path(String path) {
        return Converters.standardConverter().convert(Map.of("path", path)).to(FileStorageConfig.class);
    }

    private SessionScope session(String id) {
        return Converters.standardConverter().convert(Map.of(SessionScope.PREFIX_ + "id", id,
                SessionScope.PREFIX_ + "directory", root.resolve("runs").resolve(id).toString(),
                SessionScope.PREFIX_ + "base", root.resolve("base").toString())).to(SessionScope.class);
    }

    @Test
    void createsItsFolderWhenItFirstWrites() throws IOException {
        Path folder = root.resolve("deep/in");
        Storage fresh = new FileStorage(folder, new Disk());

        assertThat(fresh.list("").unwrap()).isEmpty();
        fresh.write("entry", List.of(part("a", "text"))).unwrap();

        assertThat(folder.resolve("entry/a")).hasContent("text");
    }

    @Test
    void makesEveryFolderThatItCreatesDurable() {
        List<Path> forced = new ArrayList<>();
        new FileStorage(root.resolve("shared/run"), new Disk() {
            @Override
            void force(Path folder) throws IOException {
                forced.add(folder);
                super.force(folder);
            }
        }).write("entry", List.of(part("a", "text"))).unwrap();

        assertThat(forced).contains(root, root.resolve("shared"), root.resolve("shared/run"));
    }

    @Test
    void theFolderItselfMayBeALink(@TempDir Path elsewhere) throws IOException {
        Storage linked = new FileStorage(Files.createSymbolicLink(root.resolve("link"), elsewhere), new Disk());
        linked.write("entry", List.of(part("a", "text"))).unwrap();

        assertThat(linked.list("").unwrap()).containsExactly("entry");
    }

    @Test
    void leavesNothingBesideItsEntries() throws IOException {
        storage.write("a/b", List.of(part("p", "old"))).unwrap();
        storage.write("a/b", List.of(part("p", "new"))).unwrap();
        storage.write("a/c", List.of(part("p", "new"))).unwrap();
        storage.delete("a/c").unwrap();

        assertThat(names(root.resolve("a"))).containsExactly("b");
    }

    @Test
    void filesOfOthersInTheRunFolderAreNoEntries() throws IOException {
        Files.writeString(root.resolve("run.yaml"), "model: {}");
        Files.createDirectories(root.resolve("checkpoints"));
        Files.writeString(root.resolve("checkpoints/.DS_Store"), "");

        assertThat(storage.list("").unwrap()).isEmpty();
        storage.write("checkpoints/step-1", List.of(part("p", ""))).unwrap();
        assertThat(storage.list("").unwrap()).containsExactly("checkpoints/step-1");
    }

    @Test
    void findsTheOldEntryThatACrashLeftAside() throws IOException {
        storage.write("a/b", List.of(part("p", "old"))).unwrap();
        Files.move(root.resolve("a/b"), root.resolve("a/.old-b"));
        Files.createDirectory(root.resolve("a/.tmp-1-x-y"));
        Files.writeString(root.resolve("a/.tmp-1-x-y/p"), "new");

        assertThat(storage.list("a").unwrap()).containsExactly("a/b");
        assertThat(text(storage, "a/b", "p")).isEqualTo("old");

        storage.write("a/c", List.of(part("p", "text"))).unwrap();
        assertThat(names(root.resolve("a"))).containsExactly("b", "c");
        assertThat(text(storage, "a/b", "p")).isEqualTo("old");
    }

    @Test
    void deletesAnEntryThatACrashLeftAside() throws IOException {
        storage.write("a/b", List.of(part("p", "old"))).unwrap();
        Files.move(root.resolve("a/b"), root.resolve("a/.old-b"));

        storage.delete("a/b").unwrap();

        assertThat(names(root.resolve("a"))).isEmpty();
    }

    @Test
    void anEntryThatIsOpenWhileItIsReplacedGivesPartsOfTheOldOneOrNone() throws IOException {
        storage.write("a", List.of(part("p", "old"))).unwrap();
        try (Entry entry = storage.open("a").unwrap()) {
            Files.move(root.resolve("a"), root.resolve(".old-a"));
            Files.createDirectory(root.resolve("a"));
            Files.writeString(root.resolve("a/p"), "new");

            try (InputStream in = Channels.newInputStream(entry.read("p"))) {
                assertThat(in.readAllBytes()).asString().isEqualTo("old");
            }
        }
    }

    @Test
    void doesNotFollowLinks(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("p"), "secret");
        Files.createSymbolicLink(root.resolve("link"), elsewhere);
        storage.write("entry", List.of(part("p", "text"))).unwrap();
        Files.createSymbolicLink(root.resolve("entry/q"), elsewhere.resolve("p"));

        String refused = root.resolve("link") + ": is a symbolic link, which is not followed; "
                + "put the folder itself there";
        assertThat(storage.open("link").failure().orElseThrow().message()).isEqualTo(refused);
        assertThat(storage.write("link/a", List.of(part("p", ""))).failure().orElseThrow().message())
                .isEqualTo(refused);
        assertThat(storage.delete("link").failure().orElseThrow().message()).isEqualTo(refused);
        assertThat(storage.list("").unwrap()).containsExactly("entry");
        try (Entry entry = storage.open("entry").unwrap()) {
            assertThat(entry.parts()).containsExactly("p");
        }
        storage.delete("entry").unwrap();
        assertThat(elsewhere.resolve("p")).hasContent("secret");
    }

    @Test
    void aFolderThatCannotBeWrittenIsAProblemThatNamesIt() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "text");

        String message = new FileStorage(file, new Disk()).write("a", List.of(part("p", ""))).failure().orElseThrow()
                .message();

        assertThat(message).startsWith(file + ": cannot write 'a': ")
                .endsWith("free space, or move the storage: plugin:use storage file path=FOLDER; what was stored "
                        + "before is intact");
    }

    @Test
    void aRenameThatFailsPutsTheOldEntryBack() throws IOException {
        storage.write("a", List.of(part("p", "old"))).unwrap();
        Storage failing = new FileStorage(root, new Disk() {
            @Override
            void rename(Path from, Path to) throws IOException {
                if (to.endsWith("a") && from.getFileName().toString().startsWith(".tmp-")) {
                    throw new IOException("Input/output error");
                }
                super.rename(from, to);
            }
        });

        assertThat(failing.write("a", List.of(part("p", "new"))).failure().orElseThrow().message())
                .contains("cannot write 'a': Input/output error");
        assertThat(names(root)).containsExactly("a");
        assertThat(text(storage, "a", "p")).isEqualTo("old");
    }

    @Test
    void namesThatCannotBeMadeDurablePutTheOldEntryBack() throws IOException {
        storage.write("a", List.of(part("p", "old"))).unwrap();
        Storage failing = new FileStorage(root, new Disk() {
            @Override
            void force(Path folder) throws IOException {
                if (folder.equals(root)) {
                    throw new IOException("Input/output error");
                }
                super.force(folder);
            }
        });

        assertThat(failing.write("a", List.of(part("p", "new"))).isOk()).isFalse();
        assertThat(failing.write("b", List.of(part("p", "new"))).isOk()).isFalse();
        assertThat(names(root)).containsExactly("a");
        assertThat(text(storage, "a", "p")).isEqualTo("old");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).sorted().toList();
        }
    }
}
