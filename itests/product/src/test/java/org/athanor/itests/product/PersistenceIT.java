package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin set of a container outlives its process. */
class PersistenceIT {

    private static final String LORA = "org.athanor.patcher.lora";

    @TempDir
    private Path folder;

    @Test
    void aKilledContainerComesBackWithTheUpgradedPluginAndItsRunGoesOn() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "kept")) {
            product.upgrade(PluginCopy.of(LORA).version("0.2.0").in(folder));
            product.attach("train:checkpoint").ok();
            product.kill();
        }
        assertThat(Product.execute(home, "exec", "plugin:info " + LORA).ok().out()).contains("0.2.0 active");
        try (Product product = Product.start(home, "run", "--resume", "kept")) {
            product.advances();
            assertThat(product.attach("plugin:info " + LORA).ok().out()).contains("0.2.0 active", "kept");
            Untouched.assertSame(home.run("kept"), product.finish());
        }
        assertThat(home.run("kept").report().outcomes()).containsExactly("committed");
    }

    @Test
    void aStoppedPluginStaysStoppedAndARemovedOneRemoved() throws InterruptedException {
        Home home = Home.in(folder);
        Product.execute(home, "exec", "plugin:stop tiktoken; plugin:uninstall storage:memory").ok();
        assertThat(Product.execute(home, "exec", "plugin:list").ok().out().lines())
                .anyMatch(line -> line.matches("tokenizer:tiktoken +0.1.0 +stopped .*"))
                .noneMatch(line -> line.startsWith("storage:memory"));
    }
}
