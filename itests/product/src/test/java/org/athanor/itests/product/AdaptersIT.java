package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two LoRAs side by side: each is exchanged and removed by its slot, and neither touches the other. */
class AdaptersIT {

    @TempDir
    private Path folder;

    private Home home() {
        Home home = Home.in(folder);
        home.write("run.yaml", home.runFile()
                .replace("plugins: [lora, ", "plugins: [{use: lora, as: style}, {use: lora, as: facts}, ")
                .replaceFirst("lora: \\{r: 2.*", "style: {r: 2, alpha: 4, dropout: 0.1, target_modules: [attn.qkv]}\n"
                        + "facts: {r: 4, target_modules: [attn.qkv, attn.out]}"));
        return home;
    }

    @Test
    void oneIsUpgradedAndTheOtherRemovedAndARunThatIsKilledInBetweenComesToTheSame() throws Exception {
        Home home = home();
        try (Product product = Product.training(home, "killed")) {
            product.attach("plugin:upgrade --slot style " + PluginCopy.of("org.athanor.patcher.lora").version("0.2.0")
                    .in(folder)).ok();
            product.attach("train:checkpoint").ok();
            product.advances();
            product.kill();
        }
        try (Product product = Product.start(home, "run", "--resume", "killed")) {
            product.advances();
            assertThat(slots(home.run("killed"))).contains("style 0.2.0", "facts 0.1.0");
            product.attach("plugin:remove facts").ok();
            product.advances();
            product.kill();
        }
        long steps;
        try (Product product = Product.start(home, "run", "--resume", "killed")) {
            product.advances();
            steps = product.finish();
        }
        Run run = home.run("killed");
        assertThat(run.report().status()).isEqualTo("completed");
        assertThat(run.report().failedCalls()).isZero();
        assertThat(run.report().loadersAlive()).isZero();
        assertThat(adapters(run, steps)).containsExactly("style.blocks.0.attn.qkv.A", "style.blocks.0.attn.qkv.B");
        assertThat(Product.execute(home, "replay", "killed", "--id", "whole").ok().out()).contains("equal:");
        assertThat(adapters(home.run("whole"), steps)).isEqualTo(adapters(run, steps));
        assertThat(home.run("whole").checkpointFiles(steps).get("model.safetensors"))
                .isEqualTo(run.checkpointFiles(steps).get("model.safetensors"));
        assertThat(home.run("whole").checkpointFiles(steps).get("optimizer.safetensors"))
                .isEqualTo(run.checkpointFiles(steps).get("optimizer.safetensors"));
    }

    /** Returns the slots with which the run was resumed, each with the version of its plugin. */
    private static List<String> slots(Run run) {
        return run.ledger("resumed").get(0).getJsonArray("plugins").getValuesAs(JsonObject.class).stream()
                .map(plugin -> plugin.getString("slot") + " " + plugin.getString("version")).toList();
    }

    /** Returns the adapters of a checkpoint, from the header of its tensors. */
    private static List<String> adapters(Run run, long step) throws IOException {
        String header = Files.readString(run.checkpoint(step).resolve("model.safetensors"),
                StandardCharsets.ISO_8859_1);
        return Pattern.compile("\"((?:style|facts)\\.[^\"]+)\"").matcher(header).results()
                .map(found -> found.group(1)).sorted().toList();
    }
}
