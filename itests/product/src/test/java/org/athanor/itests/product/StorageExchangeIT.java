package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The storage of a run is exchanged, and the run is killed: it goes on from what outlives a process, exactly. */
class StorageExchangeIT {

    @TempDir
    private Path folder;

    @Test
    void fromFilesToMemoryAndBackWithAKillInEachOfThem() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "moved")) {
            product.attach("train:checkpoint").ok();
            product.attach("plugin:use storage memory").ok();
            product.reaches(2L * Home.CHECKPOINT + Home.TICK);
            assertThat(product.attach("train:checkpoint").ok().out()).isNotBlank();
            product.kill();
        }
        List<JsonObject> moves = home.run("moved").ledger("storage");
        assertThat(moves).hasSize(1);
        assertThat(moves.get(0).getString("words")).contains("storage:memory and no longer survive the process",
                "which storage:file keeps");
        try (Product product = Product.start(home, "run", "--resume", "moved")) {
            product.reaches(2L * Home.CHECKPOINT + Home.TICK);
            product.attach("plugin:use storage file").ok();
            assertThat(home.run("moved").checkpoint(2L * Home.CHECKPOINT)).isDirectory();
            product.advances();
            product.kill();
        }
        try (Product product = Product.start(home, "run", "--resume", "moved")) {
            product.advances();
            Untouched.assertSame(home.run("moved"), product.finish());
        }
        assertThat(home.run("moved").report().loadersAlive()).isZero();
    }
}
