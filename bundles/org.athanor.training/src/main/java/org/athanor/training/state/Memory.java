package org.athanor.training.state;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.athanor.api.model.Optimizer;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.training.model.ComposedModel;

/** What a model takes of the machine's memory, before it takes any. */
public final class Memory {

    private static final int BYTES = 4;

    private Memory() {
    }

    /** Returns how much memory the machine has, in bytes. */
    public static long ofMachine() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    /**
     * Says that a model cannot fit, if it cannot: its parameters, and for those that train a gradient and the
     * optimizer's state, all in float32.
     *
     * @param available bytes
     */
    public static Optional<Problem> tooSmall(ComposedModel model, Optimizer optimizer, long available) {
        double elements = 0;
        double numbers = 0;
        for (ParameterSpec spec : model.description().parameters()) {
            double count = count(spec.shape());
            elements += count;
            numbers += count;
            if (model.trains(spec.name())) {
                numbers += count + optimizer.state(spec).values().stream().mapToDouble(Memory::count).sum();
            }
        }
        return numbers * BYTES <= available ? Optional.empty() : Optional.of(Problem.of(Kind.CONFIGURATION,
                "the model has %.0f parameters, which take %.1f GiB with gradients and optimizer state; there are %.1f"
                        .formatted(elements, gibibytes(numbers * BYTES), gibibytes((double) available)), "model",
                "make it smaller: fewer layers, less width"));
    }

    private static double count(List<Long> shape) {
        return shape.stream().mapToDouble(Long::doubleValue).reduce(1, (one, other) -> one * other);
    }

    private static double gibibytes(double bytes) {
        return bytes / (1L << 30);
    }
}
