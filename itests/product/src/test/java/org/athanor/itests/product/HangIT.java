package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that does not come back holds nobody but itself up, and is named. */
class HangIT {

    private static final String OBJECTIVE = "org.athanor.objective.causal";
    /** One that heeds no interrupt, as a loop does, once it is told to hang. */
    private static final String FAULTY = """
            package org.athanor.objective.causal;

            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.locks.LockSupport;
            import org.athanor.api.model.Loss;
            import org.athanor.api.model.MicroBatch;
            import org.athanor.api.model.Objective;
            import org.athanor.api.model.Scope;

            public final class Faulty implements Objective {

                private final Objective original = new CausalObjective();

                public Faulty() {
                    hangIf("constructor");
                }

                private static void hangIf(String where) {
                    while (Files.exists(Path.of(System.getProperty("athanor.home"), "hang-" + where))) {
                        LockSupport.parkNanos(1_000_000);
                    }
                }

                @Override
                public Loss loss(Scope scope, MicroBatch batch) {
                    hangIf("loss");
                    return original.loss(scope, batch);
                }
            }
            """;

    @TempDir
    private Path folder;

    private Product training(Home home, String id, int seconds) throws InterruptedException {
        return Product.start(home, List.of("env", "ATHANOR_JAVA_OPTS=-Dathanor.hang.seconds=" + seconds), "run",
                "run.yaml", "--id", id).owned(product -> product.reaches(Home.TICK));
    }

    private static Path sign(Home home, String where) {
        return home.root().resolve("hang-" + where);
    }

    private Path faulty(String version) {
        return PluginCopy.of(OBJECTIVE).version(version).implementedBy(FAULTY).in(folder);
    }

    @Test
    void aVersionThatHangsWhileItIsPreparedIsRefusedAndTheNextOneComesIn() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        try (Product product = training(home, "prepared", 1)) {
            Path hangs = Files.createFile(sign(home, "constructor"));
            assertThat(product.attach("plugin:upgrade \"" + faulty("0.2.0") + "\"").refusal(1))
                    .contains("objective:causal 0.2.0", "has not come back within", "Faulty.hangIf");
            product.advances();
            Files.delete(hangs);
            product.upgrade(faulty("0.3.0"));
            Untouched.assertSame(home.run("prepared"), product.finish());
        }
    }

    @Test
    void aVersionThatHangsAfterItsProbationEndsTheRunByNameAndTheRunGoesOnFromItsState()
            throws InterruptedException, IOException {
        Home home = Home.in(folder);
        try (Product product = training(home, "hung", 1)) {
            product.upgrade(faulty("0.2.0"));
            product.advances();
            Files.createFile(sign(home, "loss"));
            Answer answer = product.await();
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out() + answer.err()).contains("objective:causal 0.2.0: step ",
                    "it has not come back within ", ".Faulty.hangIf");
        }
        long left = home.run("hung").report().steps();
        assertThat(home.run("hung").checkpoint(left)).isDirectory();
        Files.delete(sign(home, "loss"));
        long steps = left + 50 - left % 50;
        Product.execute(home, "run", "--resume", "hung", "--set", "trainer.max_steps=" + steps).ok();
        Untouched.assertSame(home.run("hung"), steps);
    }

    @Test
    void aRunWhoseStepHangsIsEndedByForce() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        try (Product product = training(home, "forced", 60)) {
            product.upgrade(faulty("0.2.0"));
            product.attach("train:checkpoint").ok();
            Files.createFile(sign(home, "loss"));
            String answer;
            do {
                answer = product.attach("train:status").ok().out();
            } while (!answer.equals(product.attach("train:status").ok().out()));
            assertThat(product.attach("train:stop --force").ok().out()).contains("forced: stopped by force after step ",
                    "objective:causal 0.2.0 had not come back");
            assertThat(product.await().code()).isEqualTo(130);
        }
        assertThat(home.run("forced").report().status()).isEqualTo("stopped");
    }
}
