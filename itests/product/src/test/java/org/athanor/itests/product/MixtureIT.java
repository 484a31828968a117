package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three weighted data sources of one run: one is upgraded, the run is killed, and it reads on at the same place. */
class MixtureIT {

    private static final String TEXT = "org.athanor.dataset.text";

    @TempDir
    private Path folder;

    private Home home() {
        Home home = Home.in(folder);
        home.write("books.txt", "A furnace that feeds itself never goes out.\n".repeat(300));
        home.write("code.txt", "int step = 0; while (step < steps) { step++; }\n".repeat(100));
        home.write("run.yaml", home.runFile()
                .replace("data: {path: text.txt, split: 0.9}", """
                        data: {type: mixture, sources: [wiki, books, code], weights: [0.6, 0.3, 0.1]}
                        wiki: {path: text.txt, record_bytes: 1024}
                        books: {path: books.txt, record_bytes: 1024}
                        code: {path: code.txt, record_bytes: 512}""")
                .replace("plugins: [", "plugins: [{use: text, as: wiki}, {use: text, as: books}, "
                        + "{use: text, as: code}, "));
        return home;
    }

    @Test
    void aSourceIsUpgradedAndTheRunIsKilledAndComesToTheSame() throws InterruptedException {
        Home home = home();
        try (Product product = Product.training(home, "mixed")) {
            product.attach("plugin:upgrade --slot books " + PluginCopy.of(TEXT).version("0.2.0").in(folder)).ok();
            assertThat(product.attach("plugin:upgrade --slot wiki " + PluginCopy.of(TEXT).version("0.3.0")
                    .describing("\"0.9\"", "\"0.8\"").in(folder)).refusal(1)).contains("text differs");
            product.attach("train:checkpoint").ok();
            product.advances();
            product.kill();
        }
        long steps;
        try (Product product = Product.start(home, "run", "--resume", "mixed")) {
            product.advances();
            steps = product.finish();
        }
        Product.execute(home, "run", "run.yaml", "--id", "untouched", "--set", "trainer.max_steps=" + steps).ok();
        Run mixed = home.run("mixed");
        Run untouched = home.run("untouched");
        assertThat(mixed.report().sha256()).isEqualTo(untouched.report().sha256());
        assertThat(mixed.metrics()).isEqualTo(untouched.metrics());
        assertThat(mixed.report().failedCalls()).isZero();
        assertThat(mixed.report().loadersAlive()).isZero();
    }
}
