package org.athanor.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Tokens per second of a session beside the bare loop and, where it is there, PyTorch. */
final class Speed {

    private static final String SESSION = "session, ten plugins";

    private final Setting setting;
    private final Optional<Path> python;
    private final Path script;

    Speed(Setting setting, Optional<Path> python, Path script) {
        this.setting = setting;
        this.python = python;
        this.script = script;
    }

    /**
     * Lets the programs take turns and prints their speeds and the ratios.
     *
     * @param steps steps of a run
     * @param every steps between two printed ones; the first of them end the warm-up
     */
    void compare(Shape shape, int steps, int every) {
        Map<String, Supplier<StepProcess>> programs = new LinkedHashMap<>();
        programs.put(SESSION, () -> StepProcess.run(
                setting.session("speed", Sessions.tenPlugins(setting, shape, steps, every)), Map.of()));
        programs.put("bare loop", () -> StepProcess.run(setting.bareLoop(shape, steps, every),
                setting.environment()));
        python.ifPresent(interpreter -> {
            List<String> command = setting.pytorch(interpreter, script, shape, steps, every);
            String threads = Integer.toString(setting.workers());
            programs.put("PyTorch", () -> StepProcess.run(command, Map.of("OMP_NUM_THREADS", threads)));
            programs.put("PyTorch, our malloc", () -> StepProcess.run(command, Map.of("OMP_NUM_THREADS", threads,
                    "GLIBC_TUNABLES", setting.environment().get("GLIBC_TUNABLES"))));
        });
        List<Double> ours = new ArrayList<>();
        Map<String, List<Double>> speeds = new LinkedHashMap<>(Map.of(SESSION, ours));
        Map<String, List<Double>> wholes = new LinkedHashMap<>();
        for (int round = 0; round < setting.rounds(); round++) {
            programs.forEach((name, program) -> {
                StepProcess process = program.get();
                speeds.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(shape.tokens() * 1000 / process.stepMillis(every));
                wholes.computeIfAbsent(name, key -> new ArrayList<>()).add(process.wholeMillis() / 1000);
            });
        }
        System.out.printf(Locale.ROOT, "%nshape %s (vocabulary/context/width/layers/heads/batch), %d threads,"
                + " %d steps, %d rounds%n", shape, setting.workers(), steps, setting.rounds());
        speeds.forEach((name, values) -> System.out.printf(Locale.ROOT, "  %-22s tokens/s %s%n", name,
                Series.of(values)));
        wholes.forEach((name, values) -> System.out.printf(Locale.ROOT, "  %-22s whole process, s %s%n", name,
                Series.of(values)));
        speeds.forEach((name, values) -> {
            if (!name.equals(SESSION)) {
                System.out.printf(Locale.ROOT, "  session / %-20s %s%n", name, ratios(ours, values));
            }
        });
    }

    /** Ratios of neighbours in time, which share most of the noise. */
    private static String ratios(List<Double> ours, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / others.get(i));
        }
        Series series = Series.of(ratios);
        return String.format(Locale.ROOT, "%.3f  (%.3f to %.3f)", series.median(), series.smallest(),
                series.largest());
    }
}
