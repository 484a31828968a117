package org.athanor.itests.product;

import java.nio.file.Path;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of workers decides how long a run takes, never what it comes to. */
class WorkersIT {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void anyNumberOfWorkersComesToTheSameAsTwo(int workers) throws InterruptedException {
        Home home = Home.in(folder);
        Product.execute(home, "run", "run.yaml", "--id", "workers", "--set", "trainer.workers=" + workers, "--set",
                "trainer.max_steps=500").ok();
        Untouched.assertSame(home.run("workers"), 500);
    }
}
