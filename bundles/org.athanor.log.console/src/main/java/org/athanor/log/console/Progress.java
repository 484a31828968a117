package org.athanor.log.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.athanor.api.metrics.Metric;

/** What is known of the progress of a run, and how it reads. */
final class Progress {

    static final String LOSS = "train/loss";
    private static final String HELD_OUT_LOSS = "eval/loss";
    private static final String LEARNING_RATE = "train/learning_rate";
    private static final String SPEED = "clock/tokens_per_second";
    private static final String STEP_MILLIS = "clock/step_ms";

    private static final int WIDEST_BAR = 30;
    private static final int NARROWEST_BAR = 10;
    /** Weight of the newest step in the mean duration of a step: about the last hundred steps count. */
    private static final double SMOOTHING = 0.02;

    private final Map<String, Double> newest = new HashMap<>();
    private long step;
    private long maxSteps;
    private long timedSteps;
    private double stepMillis;

    void take(long atStep, long ofSteps, List<Metric> metrics) {
        step = atStep;
        maxSteps = ofSteps;
        for (Metric metric : metrics) {
            newest.put(metric.name(), metric.value());
            if (metric.name().equals(STEP_MILLIS)) {
                timedSteps++;
                stepMillis += (metric.value() - stepMillis) * Math.max(SMOOTHING, 1.0 / timedSteps);
            }
        }
    }

    /** Returns one line for a log. */
    String line() {
        return "step " + String.join("  ", fields(true));
    }

    /** Returns a line with a bar, at most {@code width} columns wide; the least important goes first. */
    String bar(int width) {
        String head = String.format(Locale.ROOT, "%3d%%", maxSteps == 0 ? 100 : step * 100 / maxSteps);
        String tail = String.join("  ", fields(true));
        if (head.length() + tail.length() + NARROWEST_BAR + 4 > width) {
            tail = String.join("  ", fields(false));
        }
        int room = Math.min(WIDEST_BAR, width - head.length() - tail.length() - 4);
        if (room < NARROWEST_BAR) {
            String line = head + "  " + tail;
            return line.substring(0, Math.min(width, line.length()));
        }
        int done = maxSteps == 0 ? room : (int) (room * step / maxSteps);
        return head + " [" + "#".repeat(done) + "-".repeat(room - done) + "] " + tail;
    }

    private List<String> fields(boolean all) {
        List<String> fields = new ArrayList<>();
        fields.add(step + "/" + maxSteps);
        add(fields, LOSS, "loss %.4f");
        if (all) {
            add(fields, HELD_OUT_LOSS, "held-out %.4f");
            add(fields, LEARNING_RATE, "lr %.2e");
        }
        if (newest.containsKey(SPEED)) {
            fields.add(rounded(newest.get(SPEED)) + " tokens/s");
        }
        if (timedSteps > 0) {
            fields.add("ETA " + duration(Math.round((maxSteps - step) * stepMillis / 1000)));
        }
        return fields;
    }

    private void add(List<String> fields, String metric, String format) {
        if (newest.containsKey(metric)) {
            fields.add(String.format(Locale.ROOT, format, newest.get(metric)));
        }
    }

    private static String rounded(double number) {
        if (number < 999.5) {
            return String.format(Locale.ROOT, "%.0f", number);
        }
        return number < 999_950 ? String.format(Locale.ROOT, "%.1fk", number / 1e3)
                : String.format(Locale.ROOT, "%.1fM", number / 1e6);
    }

    private static String duration(long seconds) {
        return seconds < 3600 ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
