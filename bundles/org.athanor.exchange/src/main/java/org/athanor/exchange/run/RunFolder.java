package org.athanor.exchange.run;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SwapRecord;
import org.athanor.api.state.StateSnapshot;
import org.athanor.durable.DurableFiles;
import org.athanor.exchange.config.RunFile;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.work.Resumption;
import org.athanor.exchange.work.RunIdentity;
import org.osgi.framework.Bundle;

/**
 * The files of a run besides its checkpoints and metrics: {@code run.yaml, feature.json, ledger.jsonl, report.json}.
 */
public final class RunFolder {

    /** The folder of the plugins' jars, in the run's folder. */
    static final String JARS = "plugins";

    /** The field of the ledger's first line that holds the hashes of the run file. */
    public static final String HASHES = "run_file";
    private static final String BASE = "# base: ";
    private static final String IDENTITY = "# run: ";

    private final Path folder;
    private final Ledgers ledgers;

    /** Looks at a folder, which need not be there. */
    public RunFolder(Path folder, Ledgers ledgers) {
        this.folder = folder;
        this.ledgers = ledgers;
    }

    /** Returns the folder. */
    public Path path() {
        return folder;
    }

    /** Returns the run's ledger. */
    public Path ledger() {
        return folder.resolve("ledger.jsonl");
    }

    /** Returns the resolved run file. */
    public Path runFile() {
        return folder.resolve("run.yaml");
    }

    /** Writes the resolved run file, where its relative paths start from, and an identity that no other run has. */
    public void writeRunFile(Section root, Path base) throws IOException {
        write("run.yaml", BASE + base + "\n" + IDENTITY + UUID.randomUUID() + "\n" + RunFile.write(root));
    }

    /** Returns the folder that relative paths of the run file start from. */
    public Path base() throws IOException {
        return head(BASE).map(Path::of).orElse(folder);
    }

    /** Returns what tells this run from any other. */
    public RunIdentity identity() throws IOException {
        return new RunIdentity(folder.getFileName().toString(), head(IDENTITY).orElse(""));
    }

    /** Returns what the resolved run file holds: the hash of each of its sections, by name. */
    public Map<String, String> hashes() throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        hashes.put("base", hash(base()));
        RunFile.read(runFile(), Map.of()).unwrap().plain().forEach((name, value) -> hashes.put(name, hash(value)));
        return hashes;
    }

    private static String hash(Object value) {
        return ContentHash.of(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the sections of the run file that are not what they were when the run began. */
    public Set<String> changed() throws IOException {
        Map<String, String> now = hashes();
        Map<String, Object> then = lines("started").stream().map(LedgerLine::fields).filter(line -> line.has(HASHES))
                .map(line -> line.object(HASHES).values()).findFirst().orElse(Map.copyOf(now));
        Set<String> changed = new TreeSet<>(now.keySet());
        changed.addAll(then.keySet());
        changed.removeIf(name -> Objects.equals(now.get(name), then.get(name)));
        return changed;
    }

    private Optional<String> head(String name) throws IOException {
        return Files.readAllLines(runFile()).stream().limit(2).filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(name.length()));
    }

    /** Writes the exact set of bundles, each with its content hash, as an OSGi feature. */
    public void writeFeature(String id, Bundle[] bundles, RunJars jars) throws IOException {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (Bundle bundle : bundles) {
            if (bundle.getBundleId() != 0) {
                list.add(Json.createObjectBuilder().add("id", bundle.getSymbolicName() + ":" + bundle.getSymbolicName()
                        + ":" + bundle.getVersion()).add("location", bundle.getLocation())
                        .add("hash", jars.sha256(bundle)));
            }
        }
        write("feature.json", pretty(Json.createObjectBuilder().add("feature-resource-version", "1.0")
                .add("id", "org.athanor.run:" + id + ":1.0.0").add("bundles", list).build()));
    }

    /** Writes the report; what the work tells stands flat after the steps. */
    public void writeReport(RunReport report) throws IOException {
        JsonArrayBuilder swaps = Json.createArrayBuilder();
        for (SwapRecord swap : report.swaps()) {
            swaps.add(Json.createObjectBuilder().add("step", swap.step()).add("slot", swap.slot())
                    .add("kind", swap.kind()).add("plugin", swap.plugin()).add("from", swap.from())
                    .add("to", swap.to()).add("outcome", swap.outcome()).add("stall_ms", swap.stallMillis())
                    .add("reason", swap.reason()));
        }
        JsonObjectBuilder json = Json.createObjectBuilder().add("id", report.id()).add("work", report.work())
                .add("status", report.status()).add("steps", report.steps());
        report.results().forEach((name, value) -> json.add(name, value(value)));
        json.add("peak_rss_bytes", report.peakRssBytes()).add("resumes", report.resumes())
                .add("swaps", swaps).add("failed_calls", report.failedCalls())
                .add("loaders_alive", report.loadersAlive()).add("reason", report.reason());
        write("report.json", pretty(json.build()));
    }

    /** Returns whether the run ever began, from its ledger: its start may have been cut off before. */
    public boolean started() {
        return !lines("started").isEmpty();
    }

    /** Returns the states that plugins had when the run began, from its ledger. */
    public Map<String, StateSnapshot> firstStates() {
        return lines("started").stream().map(line -> StateLine.read(line.fields().object("states"))).findFirst()
                .orElse(Map.of());
    }

    /** Returns how often the run was resumed, from its ledger. */
    public int resumes() {
        return lines("resumed").size();
    }

    /**
     * Returns the step for which later places were to be left behind, from its ledger, if the run has not gone on from
     * there since.
     */
    public Optional<Long> abandonedFor() {
        Optional<Long> step = Optional.empty();
        for (LedgerLine line : lines()) {
            if (line.type().equals(Resumption.ABANDONED)) {
                step = Optional.of(line.fields().number("step"));
            } else if (line.type().equals("resumed")) {
                step = Optional.empty();
            }
        }
        return step;
    }

    private List<LedgerLine> lines(String type) {
        return lines().stream().filter(line -> line.type().equals(type)).toList();
    }

    /** Returns the exchanges that the ledger tells of. */
    public List<SwapRecord> swaps() {
        return lines("exchanged").stream().map(LedgerLine::fields).map(line -> new SwapRecord(line.number("step"),
                line.text("slot", ""), line.text("kind"), line.text("plugin"), line.text("from"), line.text("to"),
                line.text("outcome"), line.decimal("stall_ms"), line.text("reason"))).toList();
    }

    /** Returns the whole lines of the ledger. */
    public List<LedgerLine> lines() {
        return ledgers.lines(ledger()).unwrap();
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file that is there completely after a crash or not at all. Its folder is created when it is absent. */
    synchronized void write(String name, byte[] content) throws IOException {
        DurableFiles.write(folder.resolve(name), content);
    }

    private static String pretty(JsonObject json) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(json);
        }
        return text.toString().strip() + "\n";
    }

    private static JsonValue value(Object value) {
        return value instanceof Double real ? Double.isFinite(real) ? Json.createValue(real) : JsonValue.NULL
                : value instanceof Number whole ? Json.createValue(whole.longValue())
                        : Json.createValue(String.valueOf(value));
    }
}
