package org.athanor.training.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.model.Optimizer;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.torch.Initialiser;
import org.athanor.torch.Tensors;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.model.ComposedModel.AttachedPatch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Parameters and optimizer state of a session. The maps never change; the tensors behind them do, in optimizer steps.
 * Another set of parameters, after a patch came or left, is another model state that shares the tensors which stay.
 *
 * @param parameters values by name, in the order of the model's description
 * @param optimizer optimizer state by parameter and by the optimizer's own name, for every parameter that trains or
 *     has trained
 * @param aside parameters of patches that left and may come back
 */
public record ModelState(Map<String, Tensor> parameters, Map<String, Map<String, Tensor>> optimizer,
        Map<String, Tensor> aside) implements AutoCloseable {

    public ModelState {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        optimizer = Map.copyOf(optimizer);
        aside = Map.copyOf(aside);
    }

    /** Returns the value of a parameter that there is. */
    public Tensor parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).orElseThrow(() -> missing("parameter", name));
    }

    /** Returns the optimizer state of a parameter that trains or has trained. */
    public Map<String, Tensor> optimizer(String name) {
        return Optional.ofNullable(optimizer.get(name)).orElseThrow(() -> missing("optimizer state of", name));
    }

    private static IllegalStateException missing(String what, String name) {
        return new IllegalStateException("there is no " + what + " '" + name + "'");
    }

    /** Returns the state before the first step: empty, to be fitted to a model. */
    public static ModelState empty() {
        return new ModelState(Map.of(), Map.of(), Map.of());
    }

    /** Returns whether a model with this optimizer works on exactly this state: nothing to create, freeze or drop. */
    public boolean fits(ComposedModel model) {
        List<String> names = model.description().parameters().stream().map(ParameterSpec::name).toList();
        return names.equals(List.copyOf(parameters.keySet())) && parameters.entrySet().stream().allMatch(entry ->
                entry.getValue().requires_grad() == model.trains(entry.getKey())
                        && (!model.trains(entry.getKey()) || optimizer.containsKey(entry.getKey())));
    }

    /**
     * Says why this state cannot be used by a model and an optimizer, if it cannot: a parameter or an optimizer state
     * of another shape.
     */
    public Optional<Problem> misfit(ComposedModel model, Optimizer newOptimizer) {
        for (ParameterSpec spec : model.description().parameters()) {
            Tensor value = parameters.getOrDefault(spec.name(), aside.get(spec.name()));
            if (value != null && !Tensors.shape(value).equals(spec.shape())) {
                return Optional.of(Problem.of(Kind.REFUSED, "the parameter '" + spec.name() + "' would change its shape"
                        + " from " + Tensors.shape(value) + " to " + spec.shape()));
            }
            Map<String, Tensor> kept = optimizer.get(spec.name());
            if (kept != null) {
                Map<String, List<Long>> shapes = new LinkedHashMap<>();
                kept.forEach((name, tensor) -> shapes.put(name, Tensors.shape(tensor)));
                if (!shapes.equals(newOptimizer.state(spec))) {
                    return Optional.of(Problem.of(Kind.REFUSED, "the optimizer state of '" + spec.name()
                            + "' would change from " + shapes + " to " + newOptimizer.state(spec)));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Returns this state fitted to a model: parameters of patches that left are merged, kept aside or dropped,
     * missing ones are created, and every parameter that trains gets optimizer state. This state stays as it is:
     * a parameter that is merged into is a new tensor with optimizer state of its own.
     *
     * @param before the patches that were attached, by slot
     * @param model the model to fit
     * @param seed the run seed, for the first values of new parameters
     * @param device where new tensors live
     */
    public ModelState fitted(Map<String, AttachedPatch> before, ComposedModel model, Optimizer newOptimizer,
            long seed, Device device) {
        ModelState state = fit(before, model, newOptimizer, seed, device);
        state.mark(model);
        return state;
    }

    /** Returns what {@link #fitted} does, but for which parameters require a gradient: tensors that stay are shared. */
    public ModelState fit(Map<String, AttachedPatch> before, ComposedModel model, Optimizer newOptimizer, long seed,
            Device device) {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            Map<String, Tensor> available = new LinkedHashMap<>(parameters);
            Map<String, Tensor> nowAside = new LinkedHashMap<>(aside);
            List<AttachedPatch> left = new ArrayList<>();
            before.forEach((slot, attached) -> {
                if (model.hasLeft(slot, attached)) {
                    left.add(0, attached);
                }
            });
            Map<String, Map<String, Tensor>> states = new LinkedHashMap<>(optimizer);
            left.forEach(attached -> leave(attached, available, nowAside, states));
            Map<String, Tensor> fitted = new LinkedHashMap<>();
            for (ParameterSpec spec : model.description().parameters()) {
                Tensor kept = nowAside.remove(spec.name());
                Tensor value = available.getOrDefault(spec.name(), kept);
                if (value == null) {
                    try (Tensor created = Initialiser.create(spec, seed)) {
                        value = Tensors.keep(created.to(device, torch.ScalarType.Float));
                    }
                }
                fitted.put(spec.name(), value);
                if (model.trains(spec.name())) {
                    states.computeIfAbsent(spec.name(), name -> zeros(newOptimizer.state(spec), device));
                }
            }
            states.keySet().removeIf(name -> !fitted.containsKey(name) && !nowAside.containsKey(name));
            return new ModelState(fitted, states, nowAside);
        }
    }

    /** Returns a state with copies of all tensors, which require gradients where these do; to be closed. */
    public ModelState copy() {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            Map<String, Tensor> values = new LinkedHashMap<>();
            parameters.forEach((name, value) -> values.put(name, Tensors.keep(value.detach().clone()
                    .set_requires_grad(value.requires_grad()))));
            Map<String, Map<String, Tensor>> states = new LinkedHashMap<>();
            optimizer.forEach((name, state) -> states.put(name, copy(state)));
            return new ModelState(values, states, Map.of());
        }
    }

    /** Returns how many bytes {@link #copy} copies. */
    public long bytes() {
        return Stream.concat(parameters.values().stream(), optimizer.values().stream()
                .flatMap(each -> each.values().stream())).mapToLong(Tensor::nbytes).sum();
    }

    /** Takes the values of a copy of this state. */
    public void take(ModelState copy) {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            parameters.forEach((name, value) -> value.copy_(copy.parameter(name)));
            optimizer.forEach((name, state) -> state.forEach((key, value) ->
                    value.copy_(copy.optimizer(name).get(key))));
        }
    }

    /** Frees the tensors: of a copy, or when nobody works on them any more. */
    @Override
    public void close() {
        parameters.values().forEach(Tensor::close);
        aside.values().forEach(Tensor::close);
        optimizer.values().forEach(state -> state.values().forEach(Tensor::close));
    }

    /** Returns the parameters whose optimizer state is that of {@code other}, not only equal to it. */
    public Set<String> shared(ModelState other) {
        return optimizer.entrySet().stream().filter(entry -> other.optimizer.get(entry.getKey()) == entry.getValue())
                .map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
    }

    /** Sets which parameters require a gradient. */
    public void mark(ComposedModel model) {
        parameters.forEach((name, value) -> value.set_requires_grad(model.trains(name)));
    }

    private static void leave(AttachedPatch attached, Map<String, Tensor> available, Map<String, Tensor> aside,
            Map<String, Map<String, Tensor>> states) {
        Patch patch = attached.patch();
        Function<String, Tensor> reader = available::get;
        if (patch.leaving() == Patch.Leaving.MERGE) {
            patch.merge(reader).forEach((name, value) -> {
                available.put(name, Tensors.keep(value.detach()));
                states.computeIfPresent(name, (same, state) -> copy(state));
            });
        }
        for (ParameterSpec added : attached.added()) {
            Tensor value = available.remove(added.name());
            if (patch.leaving() == Patch.Leaving.KEEP_ASIDE && value != null) {
                aside.put(added.name(), value);
            }
        }
    }

    private static Map<String, Tensor> copy(Map<String, Tensor> state) {
        Map<String, Tensor> copy = new LinkedHashMap<>();
        state.forEach((name, value) -> copy.put(name, Tensors.keep(value.clone())));
        return copy;
    }

    private static Map<String, Tensor> zeros(Map<String, List<Long>> shapes, Device device) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> state.put(name, Tensors.keep(
                torch.zeros(shape.stream().mapToLong(Long::longValue).toArray()).to(device, torch.ScalarType.Float))));
        return state;
    }
}
