package org.athanor.patcher.lora;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.Operation;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adds {@code scale · B · A · x} to the linear operations of {@code adapted}. {@code A [rank, in]} starts in Kaiming's
 * uniform distribution with the bound {@code 1/√in}, as a linear layer of PyTorch does; {@code B [out, rank]} starts at
 * zero, so the model computes what it did before. The names of both begin with the slot of the patcher, so that several
 * patchers go side by side, also around one operation.
 */
final class LoraPatch implements Patch {

    private final LoraSettings settings;
    private final List<ParameterSpec> adapted;
    private final List<ParameterSpec> added;
    private final Set<String> trained;

    LoraPatch(LoraSettings settings, List<ParameterSpec> adapted) {
        this.settings = settings;
        this.adapted = List.copyOf(adapted);
        List<ParameterSpec> adapters = new ArrayList<>();
        for (ParameterSpec weight : adapted) {
            String operation = operation(weight);
            long rank = settings.rank();
            long in = weight.shape().get(1);
            adapters.add(new ParameterSpec(a(operation), List.of(rank, in),
                    new Initialisation.Uniform(1 / Math.sqrt((double) in)), ParameterSpec.Role.OTHER, true));
            adapters.add(new ParameterSpec(b(operation), List.of(weight.shape().get(0), rank),
                    new Initialisation.Zeros(), ParameterSpec.Role.OTHER, true));
        }
        this.added = List.copyOf(adapters);
        this.trained = adapters.stream().map(ParameterSpec::name).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<ParameterSpec> parameters() {
        return added;
    }

    @Override
    public boolean trains(String parameter) {
        return trained.contains(parameter);
    }

    @Override
    public Operation aroundLinear(String name, Operation next) {
        String a = a(name);
        if (!trained.contains(a)) {
            return next;
        }
        String b = b(name);
        return (scope, x) -> {
            Tensor down = torch.linear(scope.dropout(a, x, settings.dropout()), scope.parameter(a));
            return next.apply(scope, x).add(torch.linear(down, scope.parameter(b)),
                    new Scalar(settings.scale()));
        };
    }

    @Override
    public Leaving leaving() {
        return settings.leaving();
    }

    @Override
    public Map<String, Tensor> merge(Function<String, Tensor> parameters) {
        Map<String, Tensor> merged = new HashMap<>();
        for (ParameterSpec weight : adapted) {
            String operation = operation(weight);
            merged.put(weight.name(), torch.addmm(parameters.apply(weight.name()), parameters.apply(b(operation)),
                    parameters.apply(a(operation)), new Scalar(1.0), new Scalar(settings.scale())));
        }
        return merged;
    }

    private static String operation(ParameterSpec weight) {
        return weight.name().substring(0, weight.name().length() - ".weight".length());
    }

    private String a(String operation) {
        return settings.slot() + "." + operation + ".A";
    }

    private String b(String operation) {
        return settings.slot() + "." + operation + ".B";
    }
}
