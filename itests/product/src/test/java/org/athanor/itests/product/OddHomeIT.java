package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home may be called as its user likes. */
class OddHomeIT {

    @TempDir
    private Path folder;

    @Test
    void theDeployFolderAndTheLogOfAHomeWithOddSignsWork() throws IOException, InterruptedException {
        Home home = Home.in(Files.createDirectories(folder.resolve("a,b #é;c +$")));
        try (Product product = Product.idle(home)) {
            Path deploy = home.root().resolve("deploy");
            assertThat(deploy).as("it is there from the start").isDirectory();
            PluginCopy.of("org.athanor.tokenizer.byte").version("0.2.0").in(deploy);
            while (!product.attach("plugin:info org.athanor.tokenizer.byte").out().contains("0.2.0")) {
                Thread.onSpinWait();
            }
            Files.writeString(deploy.resolve("notes.zip"), "text");
            product.prints(line -> line.contains("deploy folder: notes.zip: is not called .jar; only jars are taken"),
                    "the file that is not taken");
        }
        assertThat(Files.readString(home.root().resolve("log/athanor.log"))).contains("Deploy folder, notes.zip");
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aHomeThatTheLogCannotBeWrittenToIsRefused() throws InterruptedException {
        for (String name : List.of("${user.name}", "100%")) {
            assertThat(Product.execute(Home.in(folder), "exec", "--home", folder + "/" + name, "echo up").refusal(2))
                    .contains("--home: '" + folder + "/" + name + "' has '%' or '${' in it");
        }
    }
}
