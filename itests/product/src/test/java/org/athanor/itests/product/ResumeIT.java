package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that was killed goes on to the same bits. */
class ResumeIT {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"60, 110", "90, 190", "130, 140"})
    void aRunThatIsKilledTwiceComesToTheSame(long first, long second) throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "killed")) {
            product.reaches(first);
            product.kill();
        }
        try (Product product = Product.start(home, "run", "--resume", "killed")) {
            product.reaches(second);
            product.kill();
        }
        Product.execute(home, "run", "--resume", "killed", "--set", "trainer.max_steps=500").ok();
        Untouched.assertSame(home.run("killed"), 500);
        assertThat(home.run("killed").report().resumes()).isEqualTo(2);
    }

    @Test
    void aRunMayGoOnWithAnotherNumberOfWorkers() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "killed")) {
            product.reaches(2 * Home.CHECKPOINT);
            product.kill();
        }
        Product.execute(home, "run", "--resume", "killed", "--set", "trainer.workers=1", "--set",
                "trainer.max_steps=500").ok();
        Untouched.assertSame(home.run("killed"), 500);
    }

    @Test
    void aRunThatIsKilledBeforeItsFirstCheckpointBeginsAgain() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "killed", "--set", "checkpoint.every=100000")) {
            product.kill();
        }
        assertThat(home.run("killed").folder().resolve("checkpoints")).doesNotExist();
        Product.execute(home, "run", "--resume", "killed", "--set", "trainer.max_steps=500", "--set",
                "checkpoint.every=" + Home.CHECKPOINT).ok();
        Untouched.assertSame(home.run("killed"), 500);
    }
}
