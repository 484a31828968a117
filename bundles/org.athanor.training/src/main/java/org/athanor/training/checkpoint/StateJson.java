package org.athanor.training.checkpoint;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.exchange.work.Place.Filled;
import org.athanor.training.config.Schedule;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.DataMarks;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.state.Progress.Settings;

/** {@code state.json}: all of a checkpoint but its tensors. Numbers read back bit-identical. */
final class StateJson {

    static final int FORMAT = 3;

    private StateJson() {
    }

    static JsonObject write(Checkpoint checkpoint, Map<String, String> partHashes) {
        Progress progress = checkpoint.progress();
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("format", FORMAT)
                .add("step", progress.step())
                .add("tokens", progress.tokens())
                .add("cursor", Json.createObjectBuilder().add("epoch", progress.cursor().epoch())
                        .add("chunk", progress.cursor().chunk()).add("carried", progress.cursor().carried())
                        .add("window", progress.cursor().window()))
                .add("train_loss", number(progress.trainLoss()))
                .add("eval_loss", number(progress.evalLoss()))
                .add("settings", settings(progress.settings()))
                .add("vocabulary", vocabulary(checkpoint.vocabulary()))
                .add("patches", Json.createArrayBuilder(checkpoint.patches()))
                .add("data", Json.createObjectBuilder(checkpoint.data().fields()));
        JsonObjectBuilder updates = Json.createObjectBuilder();
        new TreeMap<>(checkpoint.updates()).forEach(updates::add);
        JsonArrayBuilder plugins = Json.createArrayBuilder();
        checkpoint.slots().forEach(slot -> plugins.add(Json.createObjectBuilder().add("slot", slot.slot())
                .add("kind", slot.kind()).add("name", slot.plugin()).add("bundle", slot.bundle().symbolicName())
                .add("version", slot.bundle().version())
                .add("settings", Json.createObjectBuilder(slot.settings()))));
        JsonObjectBuilder states = Json.createObjectBuilder();
        new TreeMap<>(checkpoint.states()).forEach((slot, state) -> states.add(slot, Json.createObjectBuilder()
                .add("schema", state.schema()).add("version", state.version()).add("json", state.json())));
        JsonObjectBuilder parts = Json.createObjectBuilder();
        partHashes.forEach(parts::add);
        return json.add("updates", updates).add("plugins", plugins).add("plugin_states", states)
                .add("sha256", parts).build();
    }

    static JsonObject parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    static Map<String, String> partHashes(JsonObject json) {
        Map<String, String> hashes = new LinkedHashMap<>();
        json.getJsonObject("sha256").forEach((part, hash) -> hashes.put(part, ((JsonString) hash).getString()));
        return hashes;
    }

    static Checkpoint read(JsonObject json, ModelState tensors) {
        Map<String, Long> updates = new LinkedHashMap<>();
        json.getJsonObject("updates").forEach((name, count) ->
                updates.put(name, ((JsonNumber) count).longValueExact()));
        Map<String, StateSnapshot> states = new LinkedHashMap<>();
        json.getJsonObject("plugin_states").forEach((slot, value) -> {
            JsonObject state = value.asJsonObject();
            states.put(slot, new StateSnapshot(state.getString("schema"), state.getInt("version"),
                    state.getString("json")));
        });
        List<Filled> plugins = json.getJsonArray("plugins").getValuesAs(JsonObject.class).stream()
                .map(plugin -> new Filled(plugin.getString("slot"), plugin.getString("kind"),
                        plugin.getString("name"), new BundleRef(plugin.getString("bundle"),
                                plugin.getString("version"), ""), plain(plugin.getJsonObject("settings"))))
                .toList();
        return new Checkpoint(progress(json), tensors, updates,
                json.getJsonArray("patches").getValuesAs(JsonString::getString),
                vocabulary(json.getJsonObject("vocabulary")), plugins, states,
                DataMarks.read(new LedgerFields(plain(json.getJsonObject("data")))));
    }

    private static Map<String, Object> plain(JsonObject object) {
        Map<String, Object> values = new LinkedHashMap<>();
        object.forEach((key, value) -> values.put(key, plain(value)));
        return values;
    }

    private static Object plain(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> plain(value.asJsonObject());
            case ARRAY -> value.asJsonArray().stream().map(StateJson::plain).toList();
            case STRING -> ((JsonString) value).getString();
            case NUMBER -> ((JsonNumber) value).isIntegral() ? (Object) ((JsonNumber) value).longValueExact()
                    : (Object) ((JsonNumber) value).doubleValue();
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> "";
        };
    }

    private static Progress progress(JsonObject json) {
        JsonObject cursor = json.getJsonObject("cursor");
        JsonObject settings = json.getJsonObject("settings");
        Schedule schedule = new Schedule(settings.getString("schedule"), real(settings, "learning_rate"),
                real(settings, "min_learning_rate"), settings.getJsonNumber("warmup_steps").longValueExact());
        return new Progress(json.getJsonNumber("step").longValueExact(), json.getJsonNumber("tokens").longValueExact(),
                new Cursor(cursor.getJsonNumber("epoch").longValueExact(), cursor.getInt("chunk"),
                        cursor.getInt("carried"), cursor.getInt("window")),
                real(json, "train_loss"), real(json, "eval_loss"),
                new Settings(settings.getJsonNumber("max_steps").longValueExact(), schedule,
                        real(settings, "gradient_clip"), settings.getJsonNumber("eval_every").longValueExact(),
                        settings.getJsonNumber("checkpoint_every").longValueExact()));
    }

    private static JsonObjectBuilder settings(Settings settings) {
        return Json.createObjectBuilder()
                .add("max_steps", settings.maxSteps())
                .add("schedule", settings.schedule().shape())
                .add("learning_rate", settings.schedule().peak())
                .add("min_learning_rate", settings.schedule().minimum())
                .add("warmup_steps", settings.schedule().warmupSteps())
                .add("gradient_clip", settings.gradientClip())
                .add("eval_every", settings.evalEvery())
                .add("checkpoint_every", settings.checkpointEvery());
    }

    private static JsonObjectBuilder vocabulary(Vocabulary vocabulary) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("name", vocabulary.name())
                .add("size", vocabulary.size()).add("fingerprint", vocabulary.fingerprint());
        vocabulary.endOfText().ifPresent(id -> json.add("end_of_text", id));
        return json;
    }

    private static Vocabulary vocabulary(JsonObject json) {
        return new Vocabulary(json.getString("name"), json.getInt("size"), json.getString("fingerprint"),
                json.containsKey("end_of_text") ? OptionalInt.of(json.getInt("end_of_text")) : OptionalInt.empty());
    }

    /** JSON has no NaN; a loss that is not known yet is null. */
    private static JsonValue number(double value) {
        return Double.isFinite(value) ? Json.createValue(value) : JsonValue.NULL;
    }

    private static double real(JsonObject json, String key) {
        return json.get(key) instanceof JsonNumber number ? number.doubleValue() : Double.NaN;
    }
}
