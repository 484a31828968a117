package org.athanor.benchmarks;

import java.util.Locale;
import java.util.Map;

/** Whether a long run needs more memory than a short one. */
final class Memory {

    private static final int EVERY = 200;

    private Memory() {
    }

    static void measure(Setting setting, Shape shape, int steps) {
        StepProcess process = StepProcess.run(setting.session("memory",
                Sessions.tenPlugins(setting, shape, steps, EVERY)), Map.of());
        System.out.printf(Locale.ROOT, "%nresident memory of a session, MiB, shape %s%n", shape);
        process.residentKib().forEach((step, kib) -> {
            if (step == EVERY || step % 1000 == 0) {
                System.out.printf(Locale.ROOT, "  after step %5d %8.1f%n", step, kib / 1024.0);
            }
        });
        System.out.printf(Locale.ROOT, "  last / first %.3f%n", (double) process.residentKib().lastEntry().getValue()
                / process.residentKib().firstEntry().getValue());
    }
}
