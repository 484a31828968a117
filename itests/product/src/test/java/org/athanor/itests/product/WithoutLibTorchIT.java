package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.AnswerDesk;
import org.athanor.itests.harness.AnswerDesk.Desk;
import org.athanor.itests.harness.Distribution;
import org.athanor.itests.harness.Product;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no training runs in a product without LibTorch, and without our bundles that need it. */
class WithoutLibTorchIT {

    private static final String[] FEATURES = {"--features", "athanor-base,athanor-core"};

    @TempDir
    private Path folder;
    private Path product;

    /** The distribution as links, without the jars of LibTorch. */
    @BeforeEach
    void leaveLibTorchOut() throws IOException {
        product = Files.createDirectory(folder.resolve("product"));
        Files.copy(Distribution.script(), product.resolve("athanor"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String name : List.of("repo", "features", "etc")) {
            Files.createSymbolicLink(product.resolve(name), Distribution.script().resolveSibling(name));
        }
        Path lib = Files.createDirectory(product.resolve("lib"));
        int left = 0;
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Distribution.script().resolveSibling("lib"))) {
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                if (Stream.of("pytorch", "openblas", "javacpp").anyMatch(name::startsWith)) {
                    left++;
                } else {
                    Files.createSymbolicLink(lib.resolve(name), jar);
                }
            }
        }
        assertThat(left).as("jars of LibTorch, with their native libraries").isGreaterThanOrEqualTo(6);
    }

    private Answer execute(AnswerDesk desk, String... arguments) throws InterruptedException {
        try (Product started = Product.start(product.resolve("athanor"), desk.home(), List.of(),
                Stream.concat(Stream.of(FEATURES), Stream.of(arguments)).toArray(String[]::new))) {
            return started.await();
        }
    }

    @Test
    void everyBundleStarts() throws InterruptedException {
        AnswerDesk desk = AnswerDesk.in(folder, new Desk(1, 0, 0, 0, List.of(), 0));
        assertThat(execute(desk, "exec", "lb -s").ok().out().lines().skip(2).filter(line -> !line.isBlank()))
                .hasSizeGreaterThan(25).allMatch(line -> line.contains("|Active"))
                .noneMatch(line -> line.contains("org.athanor.torch") || line.contains("org.athanor.training"));
    }

    @Test
    void aDeskAnswers() throws InterruptedException {
        AnswerDesk desk = AnswerDesk.in(folder, new Desk(2, 1, 2, 4, List.of("Who wrote Faust?",
                "What is the capital of Peru?"), 0));
        execute(desk, "exec", AnswerDesk.install()).ok();
        assertThat(execute(desk, "run", AnswerDesk.RUN_FILE, "--id", AnswerDesk.RUN).ok().out().lines())
                .contains("3. Who wrote Faust? With pleasure: Goethe", "completed after step 4");
        assertThat(desk.run().report().steps()).isEqualTo(4);
    }
}
