package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Run;
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
            product.attach("train:pause").ok();
            product.attach("plugin:use storage file").ok();
            assertThat(brought(home.run("moved"))).last().matches(step -> step >= 2L * Home.CHECKPOINT);
            assertThat(brought(home.run("moved"))).allSatisfy(step ->
                    assertThat(home.run("moved").checkpoint(step)).isDirectory());
            product.attach("train:resume").ok();
            product.advances();
            product.kill();
        }
        try (Product product = Product.start(home, "run", "--resume", "moved")) {
            product.advances();
            Untouched.assertSame(home.run("moved"), product.finish());
        }
        assertThat(home.run("moved").report().loadersAlive()).isZero();
    }

    /** Returns the steps of the checkpoints that the storage of the last exchange held when it was put to use. */
    private static List<Long> brought(Run run) {
        List<JsonObject> moves = run.ledger("storage");
        return moves.get(moves.size() - 1).getJsonArray("checkpoints").getValuesAs(JsonNumber.class).stream()
                .map(JsonNumber::longValue).toList();
    }
}
