package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that outlive the command that started them. */
class BackgroundIT {

    @TempDir
    private Path folder;

    /** The files of a run, in another folder than that of the container, whose home is used. */
    private Home elsewhere(Home home) throws IOException {
        Home files = Home.in(Files.createDirectory(folder.resolve("elsewhere")));
        Files.createSymbolicLink(files.root(), home.root());
        return files;
    }

    @Test
    void aContainerIsStartedTakesCommandsOfAnyFolderAndIsStopped() throws InterruptedException, IOException {
        Home home = new Home(Files.createDirectory(folder.resolve("container")));
        String started = Product.execute(home, "start").ok().out();
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(
                started.replaceAll("(?s).*, process (\\d+);.*", "$1")));
        try {
            assertThat(process).get().matches(ProcessHandle::isAlive, "the container runs");
            Home caller = elsewhere(home);
            assertThat(Product.execute(home, "start").refusal(1)).contains("in use by process");
            Product.execute(caller, "attach", "train:start run.yaml --id here").ok();
            assertThat(Product.execute(caller, "attach", "train:list").ok().out()).contains("here");
            Answer stopped = Product.execute(home, "stop").ok();
            assertThat(stopped.out()).contains("stopping run here at step", "--resume here");
            assertThat(home.run("here").report().status()).isEqualTo("stopped");
            process.get().onExit().join();
            assertThat(Product.execute(home, "stop").refusal(2)).contains("no container is running in");
            assertThat(Files.readString(home.root().resolve("log/console.log"))).contains("waits for commands");
        } finally {
            process.ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aContainerThatDoesNotComeUpSaysWhy() throws InterruptedException {
        assertThat(Product.execute(Home.in(folder), "start", "--features", "none").refusal(2))
                .contains("no feature 'none'");
    }

    @Test
    void theContainerOfARunGoesOnWhileAnotherRunDoes() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "first")) {
            product.begin("second");
            product.attach("train:stop first").ok();
            product.prints(line -> line.startsWith("second: "), "a line of the other run");
            assertThat(home.run("first").report().status()).isEqualTo("stopped");
            product.attach("train:stop second").ok();
            Answer answer = product.await();
            assertThat(answer.code()).isEqualTo(130);
            assertThat(answer.err()).contains("athanor: goes on with second");
        }
        assertThat(List.of("first", "second")).allMatch(id -> home.run(id).report().status().equals("stopped"));
    }
}
