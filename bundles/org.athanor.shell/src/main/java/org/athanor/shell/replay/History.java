package org.athanor.shell.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.shell.replay.Recorded.Exchanged;

/**
 * What decided the result of a run, read from the lines of its ledger in order. Where the run was resumed, what had
 * happened after the checkpoint that it went on from counts no longer: the run is one run, without its detours.
 */
final class History {

    private static final String MAX_STEPS = "trainer.max_steps";

    private final Map<String, RecordedPlugin> start = new LinkedHashMap<>();
    private final List<Noted> noted = new ArrayList<>();
    private final Map<Long, Integer> checkpoints = new HashMap<>();
    /** What was switched to and has no outcome yet, by slot. */
    private final Map<String, Noted> switched = new HashMap<>();
    private int line;
    private long maxSteps;
    private int skipped;

    /** What was recorded, and in which line. */
    private record Noted(int line, Recorded recorded) {
    }

    private History() {
    }

    /** Reads the lines of a ledger. */
    static History of(List<LedgerLine> lines) {
        History history = new History();
        lines.forEach(history::read);
        // An exchange is written when its probation is over, after what was done meanwhile.
        history.noted.sort(Comparator.comparingLong(each -> each.recorded().step()));
        return history;
    }

    /** Returns the plugins that the run began with, by slot. */
    Map<String, RecordedPlugin> start() {
        return start;
    }

    /** Returns what was done, in order. */
    List<Recorded> done() {
        return noted.stream().map(Noted::recorded).toList();
    }

    /** Returns how many exchanges never came in for good. */
    int skipped() {
        return skipped;
    }

    private void read(LedgerLine read) {
        line++;
        LedgerFields fields = read.fields();
        switch (read.type()) {
            case "started" -> {
                start.putAll(plugins(fields));
                maxSteps = fields.number("max_steps");
            }
            case "switched" -> switched.put(fields.text("slot"), note(incoming(fields)));
            case "exchanged" -> exchanged(fields);
            case "setting" -> note(new Recorded.Set(fields.number("step"), fields.text("key"), fields.text("to")));
            case "checkpoint" -> checkpoints.put(fields.number("step"), line);
            case "recovered" -> follow(fields.number("step"), plugins(fields));
            case "resumed" -> resumed(fields);
            default -> { }
        }
    }

    private void exchanged(LedgerFields fields) {
        String slot = fields.text("slot");
        Optional<Noted> before = Optional.ofNullable(switched.remove(slot));
        before.ifPresent(noted::remove);
        String outcome = fields.text("outcome");
        if (outcome.equals("committed") || outcome.equals("degraded")) {
            note(incoming(fields));
            return;
        }
        skipped++;
        if (fields.number("until") > fields.number("step")) {
            // It was taken back, but not before it had made some steps.
            Optional<RecordedPlugin> old = Optional.ofNullable(now().get(slot));
            note(incoming(fields));
            note(new Exchanged(fields.number("until"), slot, old, Map.of()));
        }
    }

    private static Exchanged incoming(LedgerFields fields) {
        String to = fields.text("to");
        return new Exchanged(fields.number("step"), fields.text("slot"), to.isEmpty() ? Optional.empty()
                : Optional.of(new RecordedPlugin(fields.text("kind") + ":" + fields.text("plugin"), to,
                        fields.text("sha256", ""))), settings(fields));
    }

    private static Map<String, String> settings(LedgerFields fields) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (fields.has("settings")) {
            fields.object("settings").values().forEach((key, value) -> settings.put(key, String.valueOf(value)));
        }
        return settings;
    }

    private void resumed(LedgerFields fields) {
        long step = fields.number("step");
        // A checkpoint without a line was the last thing that the process did: it holds all that was done before.
        int checkpoint = checkpoints.getOrDefault(step, step > 0 ? line : 0);
        switched.clear();
        noted.removeIf(each -> each.recorded().step() > step
                || each.recorded() instanceof Recorded.Set && each.recorded().step() == step
                        && each.line() > checkpoint);
        follow(step, plugins(fields));
        long wanted = fields.number("max_steps");
        if (wanted != maxSteps()) {
            note(new Recorded.Set(step, MAX_STEPS, Long.toString(wanted)));
        }
    }

    /** Notes what leads from the plugins so far to others. */
    private void follow(long step, Map<String, RecordedPlugin> next) {
        Map<String, RecordedPlugin> before = now();
        Stream.concat(before.keySet().stream(), next.keySet().stream()).distinct()
                .filter(slot -> !Objects.equals(before.get(slot), next.get(slot)))
                .forEach(slot -> note(new Exchanged(step, slot, Optional.ofNullable(next.get(slot)), Map.of())));
    }

    /** Returns the plugins after all that is noted. */
    private Map<String, RecordedPlugin> now() {
        Map<String, RecordedPlugin> plugins = new LinkedHashMap<>(start);
        done().stream().filter(Exchanged.class::isInstance).map(Exchanged.class::cast).forEach(exchange ->
                exchange.plugin().ifPresentOrElse(plugin -> plugins.put(exchange.slot(), plugin),
                        () -> plugins.remove(exchange.slot())));
        return plugins;
    }

    private long maxSteps() {
        return done().stream().filter(Recorded.Set.class::isInstance).map(Recorded.Set.class::cast)
                .filter(set -> set.key().equals(MAX_STEPS)).map(set -> (long) Double.parseDouble(set.value()))
                .reduce(maxSteps, (earlier, later) -> later);
    }

    private Noted note(Recorded recorded) {
        Noted added = new Noted(line, recorded);
        noted.add(added);
        return added;
    }

    private static Map<String, RecordedPlugin> plugins(LedgerFields fields) {
        Map<String, RecordedPlugin> plugins = new LinkedHashMap<>();
        fields.objects("plugins").forEach(each -> plugins.put(each.text("slot"), new RecordedPlugin(
                each.text("plugin"), each.text("version"), each.text("sha256"))));
        return plugins;
    }
}
