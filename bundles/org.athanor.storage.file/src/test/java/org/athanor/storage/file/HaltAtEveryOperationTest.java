package org.athanor.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Halts a Java process before its first, second, third ... change of the disk during one write, until the write gets
 * through, and looks each time at what a process that comes after finds.
 */
class HaltAtEveryOperationTest {

    private static final int HALTED = 77;

    @TempDir
    private Path folder;

    @Test
    void aNewEntryIsCompleteOrAbsent() throws Exception {
        assertThat(outcomes(false)).startsWith("absent").endsWith("new new").doesNotContain("new absent", "old");
    }

    @Test
    void anEntryThatIsReplacedIsTheOldOneOrTheNewOne() throws Exception {
        assertThat(outcomes(true)).startsWith("old").endsWith("new new new").doesNotContain("new old", "absent");
    }

    private String outcomes(boolean replacing) throws Exception {
        List<String> found = new ArrayList<>();
        for (int operation = 1;; operation++) {
            Path root = folder.resolve("halted-" + operation);
            Storage storage = new FileStorage(root, new Disk());
            if (replacing) {
                storage.write("entry", parts("old")).unwrap();
            }
            int exit = write(root, operation);
            found.add(content(storage));
            storage.write("later", parts("later")).unwrap();
            assertThat(content(storage)).as("after another write").isEqualTo(found.get(found.size() - 1));
            assertThat(leftovers(root)).isEmpty();
            if (exit == 0) {
                return String.join(" ", found);
            }
            assertThat(exit).isEqualTo(HALTED);
        }
    }

    private static int write(Path root, int operation) throws IOException, InterruptedException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
                "-cp", System.getProperty("java.class.path"), Writer.class.getName(), root.toString(),
                Integer.toString(operation)).redirectErrorStream(true)
                .redirectOutput(root.resolveSibling("output-" + operation).toFile()).start().waitFor();
    }

    private static String content(Storage storage) throws IOException {
        if (!storage.list("").unwrap().contains("entry")) {
            assertThat(storage.open("entry").isOk()).isFalse();
            return "absent";
        }
        try (Entry entry = storage.open("entry").unwrap()) {
            assertThat(entry.parts()).containsExactlyInAnyOrder("first", "second");
        }
        String first = StorageContract.text(storage, "entry", "first");
        assertThat(StorageContract.text(storage, "entry", "second")).isEqualTo(first);
        return first;
    }

    private static List<Path> leftovers(Path root) throws IOException {
        try (Stream<Path> children = Files.list(root)) {
            return children.filter(child -> child.getFileName().toString().startsWith(".")).toList();
        }
    }

    private static List<Part> parts(String text) {
        return List.of(StorageContract.part("first", text), StorageContract.part("second", text));
    }

    /** Writes the entry and halts before the operation with the given number. */
    static final class Writer {

        private Writer() {
        }

        public static void main(String[] arguments) {
            HaltingDisk disk = new HaltingDisk(Integer.parseInt(arguments[1]));
            new FileStorage(Path.of(arguments[0]), disk).write("entry",
                    List.of(slow("first", disk), slow("second", disk))).unwrap();
        }

        private static Part slow(String name, HaltingDisk disk) {
            byte[] bytes = "new".getBytes(UTF_8);
            return new Part(name, bytes.length, channel -> {
                for (byte b : bytes) {
                    channel.write(ByteBuffer.wrap(new byte[] {b}));
                    disk.tick();
                }
            });
        }
    }

    private static final class HaltingDisk extends Disk {

        private int left;

        HaltingDisk(int left) {
            this.left = left;
        }

        void tick() {
            if (--left == 0) {
                Runtime.getRuntime().halt(HALTED);
            }
        }

        @Override
        void createFolder(Path folder) throws IOException {
            tick();
            super.createFolder(folder);
        }

        @Override
        FileChannel createFile(Path file) throws IOException {
            tick();
            return super.createFile(file);
        }

        @Override
        void force(FileChannel file) throws IOException {
            tick();
            super.force(file);
        }

        @Override
        void force(Path path) throws IOException {
            tick();
            super.force(path);
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            tick();
            super.rename(from, to);
        }

        @Override
        void delete(Path path) throws IOException {
            tick();
            super.delete(path);
        }
    }
}
