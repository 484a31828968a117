package org.athanor.api.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Recorded.Exchanged;
import org.athanor.api.plugin.BundleRef;

/**
 * What decided the result of a run, read from the lines of its ledger in order. Where the run was resumed, what had
 * happened after the checkpoint that it went on from counts no longer: the run is one run, without its detours.
 */
public final class RunHistory {

    /** Lines of where a run went on, or of what it lost on its way. */
    private static final Set<String> DETOURS = Set.of("resumed", "recovered", "switched");

    private final Map<String, RecordedPlugin> start = new LinkedHashMap<>();
    private final List<Noted> noted = new ArrayList<>();
    private final Map<Long, Integer> checkpoints = new HashMap<>();
    /** What was switched to and has no outcome yet, by slot. */
    private final Map<String, Noted> switched = new HashMap<>();
    private int line;
    private int skipped;

    /** What was recorded, and in which line. */
    private record Noted(int line, Recorded recorded) {
    }

    private RunHistory() {
    }

    /** Reads the lines of a ledger. */
    public static RunHistory of(List<LedgerLine> lines) {
        RunHistory history = new RunHistory();
        lines.forEach(history::read);
        // An exchange is written when its probation is over, after what was done meanwhile.
        history.noted.sort(Comparator.comparingLong(each -> each.recorded().step()));
        return history;
    }

    /**
     * Reads what a run that goes on has still to come to: also what it had done after the checkpoint from which it goes
     * on, each once, whenever the run was cut off. An exchange that was made on a later course of the run takes the
     * place of what an earlier course did to the same slot from there on.
     */
    public static RunHistory intended(List<LedgerLine> lines) {
        return of(lines.stream().filter(line -> !DETOURS.contains(line.type()) && !line.fields().has("again"))
                .toList());
    }

    /** Returns the plugins that the run began with, by slot. */
    public Map<String, RecordedPlugin> start() {
        return Collections.unmodifiableMap(start);
    }

    /** Returns what was done, in order. */
    public List<Recorded> done() {
        return noted.stream().map(Noted::recorded).toList();
    }

    /** Returns the exchanges among that which were made after a step or later. */
    public List<Exchanged> exchangesFrom(long step) {
        return done().stream().filter(each -> each.step() >= step).filter(Exchanged.class::isInstance)
                .map(Exchanged.class::cast).toList();
    }

    /**
     * Returns what was in a slot before it was filled or emptied last.
     *
     * @return the plugin, or nothing where the slot was empty; empty when the slot never changed
     */
    public Optional<Optional<RecordedPlugin>> before(String slot) {
        List<Optional<RecordedPlugin>> held = new ArrayList<>(List.of(Optional.ofNullable(start.get(slot))));
        exchangesFrom(0).stream().filter(each -> each.slot().equals(slot)).map(Exchanged::plugin).forEach(held::add);
        return held.size() < 2 ? Optional.empty() : Optional.of(held.get(held.size() - 2));
    }

    /** Returns how many exchanges never came in for good. */
    public int skipped() {
        return skipped;
    }

    /**
     * Returns the exchanges with which {@code left} begins and that can be made as one: they were made after one step,
     * each in a slot of its own.
     */
    public static List<Exchanged> together(List<? extends Recorded> left) {
        List<Exchanged> together = new ArrayList<>();
        Set<String> slots = new HashSet<>();
        for (Recorded each : left) {
            if (each.step() != left.get(0).step() || !(each instanceof Exchanged exchanged)
                    || !slots.add(exchanged.slot())) {
                break;
            }
            together.add(exchanged);
        }
        return together;
    }

    private void read(LedgerLine read) {
        line++;
        LedgerFields fields = read.fields();
        switch (read.type()) {
            case "started" -> start.putAll(plugins(fields));
            case "switched" -> switched.put(slot(fields), note(incoming(fields)));
            case "exchanged" -> exchanged(fields);
            case "setting" -> note(new Recorded.Set(fields.number("step"), fields.text("key"), fields.text("to")));
            case "checkpoint" -> checkpoints.put(fields.number("step"), line);
            case "recovered" -> follow(fields.number("step"), plugins(fields));
            case "resumed" -> resumed(fields);
            default -> { }
        }
    }

    private void exchanged(LedgerFields fields) {
        String slot = slot(fields);
        Optional<Noted> before = Optional.ofNullable(switched.remove(slot));
        before.ifPresent(noted::remove);
        String outcome = fields.text("outcome");
        if (outcome.equals("committed") || outcome.equals("degraded")) {
            long step = fields.number("step");
            noted.removeIf(each -> each.recorded().step() > step && each.recorded() instanceof Exchanged other
                    && other.slot().equals(slot));
            note(incoming(fields));
            return;
        }
        skipped++;
        if (fields.number("until") > fields.number("step")) {
            // It was taken back, but not before it had made some steps.
            Optional<RecordedPlugin> old = Optional.ofNullable(now().get(slot));
            note(incoming(fields));
            note(new Exchanged(fields.number("until"), slot, old));
        }
    }

    private static String slot(LedgerFields fields) {
        return fields.text("slot");
    }

    /** A line without a section is of a plugin that kept the one it had. */
    private Exchanged incoming(LedgerFields fields) {
        String slot = slot(fields);
        if (fields.text("to").isEmpty()) {
            return new Exchanged(fields.number("step"), slot, Optional.empty());
        }
        String id = fields.text("kind") + ":" + fields.text("plugin");
        return new Exchanged(fields.number("step"), slot, Optional.of(new RecordedPlugin(id, new BundleRef(
                fields.text("bundle", ""), fields.text("to"), fields.text("sha256", "")),
                RecordedPlugin.section(fields).or(() -> Optional.ofNullable(now().get(slot))
                        .filter(before -> before.id().equals(id)).flatMap(RecordedPlugin::section)))));
    }

    private void resumed(LedgerFields fields) {
        long step = fields.number("step");
        // A checkpoint without a line was the last thing that the process did: it holds all that was done before.
        int checkpoint = checkpoints.getOrDefault(step, step > 0 ? line : 0);
        switched.clear();
        noted.removeIf(each -> each.recorded().step() > step
                || (each.recorded() instanceof Recorded.Set && each.recorded().step() == step
                        && each.line() > checkpoint));
        follow(step, plugins(fields));
    }

    /** Notes what leads from the plugins so far to others. */
    private void follow(long step, Map<String, RecordedPlugin> next) {
        Map<String, RecordedPlugin> before = now();
        Stream.concat(before.keySet().stream(), next.keySet().stream()).distinct()
                .filter(slot -> !Objects.equals(before.get(slot), next.get(slot)))
                .forEach(slot -> note(new Exchanged(step, slot, Optional.ofNullable(next.get(slot)))));
    }

    /** Returns the plugins after all that is noted. */
    private Map<String, RecordedPlugin> now() {
        Map<String, RecordedPlugin> plugins = new LinkedHashMap<>(start);
        done().stream().filter(Exchanged.class::isInstance).map(Exchanged.class::cast).forEach(exchange ->
                exchange.plugin().ifPresentOrElse(plugin -> plugins.put(exchange.slot(), plugin),
                        () -> plugins.remove(exchange.slot())));
        return plugins;
    }

    private Noted note(Recorded recorded) {
        Noted added = new Noted(line, recorded);
        noted.add(added);
        return added;
    }

    private static Map<String, RecordedPlugin> plugins(LedgerFields fields) {
        Map<String, RecordedPlugin> plugins = new LinkedHashMap<>();
        fields.objects("plugins").forEach(each -> plugins.put(each.text("slot"), RecordedPlugin.of(each)));
        return plugins;
    }
}
