package org.athanor.itests.product;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginJar;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed in the middle of upgrades and checkpoints, as {@code kill -9} does, at moments that a fixed
 * seed chooses among the lines of the ledger: one is forced before and one after every action of an upgrade.
 * System property {@code athanor.crashes}: how many moments.
 */
class CrashIT {

    private static final String LORA = "org.athanor.patcher.lora";
    private static final int CRASHES = Integer.getInteger("athanor.crashes");
    /** An upgrade writes this many lines at least: two for each of its actions, one before and one after them all. */
    private static final int LINES = 30;
    private static final long SEED = 20;

    @TempDir
    private Path folder;

    @Test
    void everyCrashLeavesTheOldOrTheNewPluginsAndTheRunGoesOnToTheSameBits() throws Exception {
        Home home = Home.in(folder);
        Random random = new Random(SEED);
        String version = "0.1.0";
        Product product = Product.training(home, "crashed");
        try {
            for (int crash = 1; crash <= CRASHES; crash++) {
                String next = "0.2." + crash;
                Path jar = PluginJar.of(LORA).version(next).in(folder);
                int line = 1 + random.nextInt(LINES);
                Path ledger = home.root().resolve("ledger.jsonl");
                killWhile(product, "plugin:upgrade " + jar, ledger, count(ledger) + line);
                if (crash % 2 == 0) {
                    product = Product.start(home, "run", "--resume", "crashed");
                    product.advances();
                    Path checkpoints = home.run("crashed").folder().resolve("checkpoints");
                    Files.createDirectories(checkpoints);
                    killWhile(product, "train:checkpoint", checkpoints, 1 + count(checkpoints));
                }
                product = Product.start(home, "run", "--resume", "crashed");
                product.advances();
                version = installed(product, version, next, "crash " + crash + " at line " + line);
                if (!version.equals("0.1.0")) {
                    assertThat(Files.readString(ledger)).contains("\"bundle\":\"" + LORA + "\"", "\"type\":\"restored\"",
                            "\"version\":\"" + version + "\"");
                }
                assertThat(product.attach("plugin:history --verify").ok().out()).contains("each as it was written");
            }
            Untouched.assertSame(home.run("crashed"), product.finish());
        } finally {
            product.close();
        }
        assertThat(home.run("crashed").report().resumes()).isEqualTo(CRASHES + CRASHES / 2);
        assertThat(Product.execute(home, "replay", "crashed").ok().out()).contains("equal:");
    }

    /** Runs a command and kills the process as soon as a file has so many lines, or a folder so many files. */
    private static void killWhile(Product product, String command, Path watched, long size) throws Exception {
        try (WatchService watch = watched.getFileSystem().newWatchService()) {
            Path watchedFolder = Files.isDirectory(watched) ? watched : watched.getParent();
            watchedFolder.register(watch, ENTRY_CREATE, ENTRY_MODIFY);
            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> product.attach(command));
            while (count(watched) < size && !answer.isDone()) {
                WatchKey key = watch.poll(100, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        }
        product.kill();
    }

    private static long count(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                return files.count();
            }
        }
        return Files.exists(path) ? Files.readAllLines(path).size() : 0;
    }

    /** Returns the version that the container has; it is one of two, it is the only one, and it works. */
    private static String installed(Product product, String before, String after, String when) {
        List<String> lines = product.attach("plugin:list").ok().out().lines()
                .filter(line -> line.startsWith("patcher:lora ")).toList();
        assertThat(lines).as(when).hasSize(1);
        String[] cells = lines.get(0).split(" +");
        assertThat(cells[1]).as(when).isIn(before, after);
        assertThat(cells[2]).as(when).isEqualTo("active");
        assertThat(lines.get(0)).as(when).contains("crashed");
        return cells[1];
    }
}
