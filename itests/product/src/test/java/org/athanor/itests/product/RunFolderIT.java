package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves tells each plugin by the slot that it filled. */
class RunFolderIT {

    private static final List<String> SLOTS = List.of("model", "tokenizer", "data", "objective", "optimizer", "storage",
            "router", "lora", "chunkedloss", "console", "jsonl");
    private static final String LORA = "org.athanor.patcher.lora";

    @TempDir
    private Path folder;

    @Test
    void checkpointLedgerAndReportNameTheSlots() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        long steps;
        try (Product product = Product.training(home, "told")) {
            product.upgrade(PluginCopy.of(LORA).version("0.2.0").in(folder));
            steps = product.finish();
        }
        Run run = home.run("told");

        JsonObject state = read(run.checkpoint(steps).resolve("state.json"));
        assertThat(state.getInt("format")).isEqualTo(3);
        List<JsonObject> plugins = state.getJsonArray("plugins").getValuesAs(JsonObject.class);
        assertThat(plugins).extracting(plugin -> plugin.getString("slot")).containsExactlyElementsOf(SLOTS);
        JsonObject lora = plugins.get(SLOTS.indexOf("lora"));
        assertThat(lora.getString("kind")).isEqualTo("patcher");
        assertThat(lora.getString("name")).isEqualTo("lora");
        assertThat(lora.getString("bundle")).isEqualTo(LORA);
        assertThat(lora.getString("version")).isEqualTo("0.2.0");
        assertThat(lora.getJsonObject("settings").getInt("r")).isEqualTo(2);
        assertThat(state.getJsonObject("plugin_states")).containsOnlyKeys("jsonl");

        assertThat(run.ledger("started")).hasSize(1);
        JsonObject started = run.ledger("started").get(0);
        assertThat(started.getString("work")).isEqualTo("training");
        List<JsonObject> began = started.getJsonArray("plugins").getValuesAs(JsonObject.class);
        assertThat(began).extracting(plugin -> plugin.getString("slot")).containsExactlyElementsOf(SLOTS);
        assertThat(began).extracting(plugin -> plugin.getString("sha256"))
                .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
        JsonObject first = began.get(SLOTS.indexOf("lora"));
        assertThat(first.getString("plugin")).isEqualTo("patcher:lora");
        assertThat(first.getString("bundle")).isEqualTo(LORA);
        assertThat(first.getString("version")).isEqualTo("0.1.0");
        assertThat(run.ledger("exchanged")).hasSize(1);
        JsonObject exchanged = run.ledger("exchanged").get(0);
        assertThat(exchanged.getString("slot")).isEqualTo("lora");
        assertThat(exchanged.getString("bundle")).isEqualTo(LORA);
        assertThat(exchanged).doesNotContainKey("settings");
        assertThat(run.report().work()).isEqualTo("training");
        assertThat(run.report().swaps()).singleElement().satisfies(swap -> {
            assertThat(swap.slot()).isEqualTo("lora");
            assertThat(swap.plugin()).isEqualTo("patcher:lora");
        });
    }

    private static JsonObject read(Path file) throws IOException {
        try (JsonReader reader = Json.createReader(Files.newInputStream(file))) {
            return reader.readObject();
        }
    }
}
