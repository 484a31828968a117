package org.athanor.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** From the start of the process to its first training step. */
final class Start {

    private Start() {
    }

    static void measure(Setting setting, Shape shape, Optional<Path> python, Path script) {
        Map<String, Supplier<StepProcess>> programs = new LinkedHashMap<>();
        programs.put("session", () -> StepProcess.run(
                setting.session("start", Sessions.tenPlugins(setting, shape, 2, 1)), Map.of()));
        programs.put("bare loop", () -> StepProcess.run(setting.bareLoop(shape, 2, 1), setting.environment()));
        python.ifPresent(interpreter -> programs.put("PyTorch", () -> StepProcess.run(
                setting.pytorch(interpreter, script, shape, 2, 1), Map.of())));
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        for (int round = 0; round < setting.rounds(); round++) {
            programs.forEach((name, program) -> millis.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(program.get().firstStepMillis()));
        }
        System.out.printf(Locale.ROOT, "%nstart of the process to the end of its first step, ms, shape %s%n", shape);
        millis.forEach((name, values) -> System.out.printf(Locale.ROOT, "  %-22s %s%n", name, Series.of(values)));
    }
}
