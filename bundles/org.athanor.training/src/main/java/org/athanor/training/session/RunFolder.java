package org.athanor.training.session;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SwapRecord;
import org.athanor.training.config.RunFile;
import org.athanor.training.config.Section;
import org.athanor.training.data.DataMarks;
import org.osgi.framework.Bundle;

/**
 * The files of a run besides its checkpoints and metrics: {@code run.yaml, feature.json, ledger.jsonl, report.json}.
 */
final class RunFolder {

    /** The folder of the plugins' jars, in the run's folder. */
    static final String JARS = "plugins";

    /** The line of the ledger that tells which checkpoints a run leaves behind, for which step. */
    static final String ABANDONED = "abandoned";

    private final Path folder;

    RunFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    Path ledger() {
        return folder.resolve("ledger.jsonl");
    }

    Path runFile() {
        return folder.resolve("run.yaml");
    }

    /** Writes the resolved run file, and where its relative paths start from. */
    void writeRunFile(Section root, Path base) throws IOException {
        write("run.yaml", "# base: " + base + "\n" + RunFile.write(root));
    }

    /** Returns the folder that relative paths of the run file start from. */
    Path base() throws IOException {
        String first = Files.readAllLines(runFile()).get(0);
        return first.startsWith("# base: ") ? Path.of(first.substring("# base: ".length())) : folder;
    }

    /** Writes the exact set of bundles, each with its content hash, as an OSGi feature. */
    void writeFeature(String id, Bundle[] bundles, RunJars jars) throws IOException {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (Bundle bundle : bundles) {
            if (bundle.getBundleId() != 0) {
                list.add(Json.createObjectBuilder().add("id", bundle.getSymbolicName() + ":" + bundle.getSymbolicName()
                        + ":" + bundle.getVersion()).add("location", bundle.getLocation())
                        .add("hash", jars.sha256(bundle.getBundleId())));
            }
        }
        write("feature.json", pretty(Json.createObjectBuilder().add("feature-resource-version", "1.0")
                .add("id", "org.athanor.run:" + id + ":1.0.0").add("bundles", list).build()));
    }

    void writeReport(RunReport report) throws IOException {
        JsonArrayBuilder swaps = Json.createArrayBuilder();
        for (SwapRecord swap : report.swaps()) {
            swaps.add(Json.createObjectBuilder().add("step", swap.step()).add("kind", swap.kind().word())
                    .add("plugin", swap.plugin()).add("from", swap.from()).add("to", swap.to())
                    .add("outcome", swap.outcome()).add("stall_ms", swap.stallMillis())
                    .add("reason", swap.reason()));
        }
        JsonObjectBuilder json = Json.createObjectBuilder().add("id", report.id()).add("status", report.status())
                .add("steps", report.steps()).add("tokens", report.tokens())
                .add("train_loss", number(report.trainLoss())).add("eval_loss", number(report.evalLoss()))
                .add("parameters_sha256", report.parametersSha256())
                .add("tokens_per_second", number(report.tokensPerSecond()))
                .add("peak_rss_bytes", report.peakRssBytes()).add("resumes", report.resumes())
                .add("swaps", swaps).add("failed_calls", report.failedCalls())
                .add("loaders_alive", report.loadersAlive()).add("reason", report.reason());
        write("report.json", pretty(json.build()));
    }

    /** Returns whether the run ever began, from its ledger: its start may have been cut off before. */
    boolean started() throws IOException {
        return count("started") > 0;
    }

    /** Returns the states that loggers had when the run began, from its ledger. */
    Map<String, StateSnapshot> firstStates() throws IOException {
        return lines().stream().filter(line -> "started".equals(line.getString("type", "")))
                .map(line -> StateLine.read(line.getJsonObject("states"))).findFirst().orElse(Map.of());
    }

    /** Returns what identified the data when the run began, from its ledger. */
    DataMarks firstData() throws IOException {
        return lines().stream().filter(line -> "started".equals(line.getString("type", "")) && line.containsKey("data"))
                .map(line -> DataMarks.read(line.getJsonObject("data"))).findFirst().orElse(DataMarks.NONE);
    }

    /** Returns how often the run was resumed, from its ledger. */
    int resumes() throws IOException {
        return count("resumed");
    }

    /**
     * Returns the step for which later checkpoints were to be left behind, from its ledger, if the run has not gone on
     * from there since.
     */
    Optional<Long> abandonedFor() throws IOException {
        Optional<Long> step = Optional.empty();
        for (JsonObject line : lines()) {
            switch (line.getString("type", "")) {
                case ABANDONED -> step = Optional.of(line.getJsonNumber("step").longValueExact());
                case "resumed" -> step = Optional.empty();
                default -> { }
            }
        }
        return step;
    }

    private int count(String type) throws IOException {
        return (int) lines().stream().filter(line -> type.equals(line.getString("type", ""))).count();
    }

    /** Returns the exchanges that the ledger tells of. */
    List<SwapRecord> swaps() throws IOException {
        List<SwapRecord> swaps = new ArrayList<>();
        for (JsonObject line : lines()) {
            if ("exchanged".equals(line.getString("type", ""))) {
                swaps.add(new SwapRecord(line.getJsonNumber("step").longValue(),
                        PluginKind.ofWord(line.getString("kind")).orElseThrow(), line.getString("plugin"),
                        line.getString("from"), line.getString("to"), line.getString("outcome"),
                        line.getJsonNumber("stall_ms").doubleValue(), line.getString("reason")));
            }
        }
        return swaps;
    }

    /** Returns the whole lines of the ledger. */
    List<JsonObject> lines() throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        for (String line : Files.exists(ledger()) ? Files.readAllLines(ledger()) : List.<String>of()) {
            try (var reader = Json.createReader(new StringReader(line))) {
                lines.add(reader.readObject());
            } catch (JsonException e) {
                // A line torn by a crash: the ledger itself cuts it off and records that when it is opened.
                break;
            }
        }
        return lines;
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file that is there completely after a crash or not at all. Its folder is created when it is absent. */
    synchronized void write(String name, byte[] content) throws IOException {
        Path target = folder.resolve(name);
        Path parent = target.getParent();
        if (!Files.exists(parent)) {
            Files.createDirectory(parent);
            force(folder);
        }
        Path temporary = parent.resolve("." + target.getFileName() + ".tmp");
        Files.write(temporary, content);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        force(parent);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
    }

    private static String pretty(JsonObject json) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(json);
        }
        return text.toString().strip() + "\n";
    }

    private static JsonValue number(double value) {
        return Double.isFinite(value) ? Json.createValue(value) : JsonValue.NULL;
    }
}
