package org.athanor.training.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.AttentionOperation;
import org.athanor.api.model.LossOperation;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.Operation;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.torch.Operations;
import org.bytedeco.pytorch.Tensor;

/**
 * An architecture with its chain of patches: code only. Each named operation is composed once, on first use, and
 * shared by all worker threads. Immutable as seen from outside.
 */
public final class ComposedModel {

    private final Architecture architecture;
    private final ModelDescription description;
    private final Map<String, AttachedPatch> patches;
    private final LossOperation loss;
    private final Map<String, Operation> embeddings = new ConcurrentHashMap<>();
    private final Map<String, Operation> linears = new ConcurrentHashMap<>();
    private final Map<String, Operation> norms = new ConcurrentHashMap<>();
    private final Map<String, AttentionOperation> attentions = new ConcurrentHashMap<>();

    private ComposedModel(Architecture architecture, ModelDescription description,
            Map<String, AttachedPatch> patches) {
        this.architecture = architecture;
        this.description = description;
        this.patches = patches;
        this.loss = compose((scope, hidden, targets, weight) -> Operations.loss(hidden,
                scope.parameter(description.head()), targets, weight, scope.training()), Patch::aroundLoss);
    }

    /**
     * A patch and the parameters that it added.
     *
     * @param patch the patch
     * @param added its parameters
     */
    public record AttachedPatch(Patch patch, List<ParameterSpec> added) {

        /** Returns whether it added a parameter. */
        boolean adds(String parameter) {
            return added.stream().anyMatch(spec -> spec.name().equals(parameter));
        }
    }

    /**
     * Composes a model.
     *
     * @param vocabularySize the number of token ids
     * @param patchers the patchers by slot, in declared order
     * @return the model, or the problem of the first patcher that does not fit, with its slot
     */
    public static Result<ComposedModel> compose(Architecture architecture, int vocabularySize,
            Map<String, ModelPatcher> patchers) {
        ModelDescription description = architecture.describe(vocabularySize);
        Map<String, AttachedPatch> patches = new LinkedHashMap<>();
        for (Map.Entry<String, ModelPatcher> patcher : patchers.entrySet()) {
            Result<Patch> patched = patcher.getValue().patch(description);
            if (patched.failure().isPresent()) {
                Problem problem = patched.failure().get();
                return Result.err(problem.where().isEmpty() ? problem.at("patcher:" + patcher.getKey()) : problem);
            }
            Patch patch = patched.unwrap();
            List<ParameterSpec> all = new ArrayList<>(description.parameters());
            for (ParameterSpec added : patch.parameters()) {
                if (description.parameter(added.name()).isPresent()) {
                    return Result.err(Problem.of(Kind.REFUSED, "adds the parameter '" + added.name()
                            + "', which the model already has", "patcher:" + patcher.getKey(), ""));
                }
                all.add(added);
            }
            description = new ModelDescription(description.architecture(), description.vocabulary(),
                    description.context(), description.width(), description.head(), all);
            patches.put(patcher.getKey(), new AttachedPatch(patch, List.copyOf(patch.parameters())));
        }
        return Result.ok(new ComposedModel(architecture, description, patches));
    }

    /** Returns the description, including the parameters that patches added. */
    public ModelDescription description() {
        return description;
    }

    /** Returns the attached patches by slot, in order. */
    public Map<String, AttachedPatch> patches() {
        return patches;
    }

    /** Returns whether a parameter trains: the patch that adds it says so, or all about one of the architecture. */
    public boolean trains(String parameter) {
        return patches.values().stream().filter(attached -> attached.adds(parameter)).findFirst()
                .map(owner -> owner.patch().trains(parameter))
                .orElseGet(() -> patches.values().stream().allMatch(attached -> attached.patch().trains(parameter)));
    }

    /**
     * Returns whether a patch of an earlier model has left: its slot is empty, or holds one that adds none of its
     * parameters.
     */
    public boolean hasLeft(String slot, AttachedPatch attached) {
        AttachedPatch now = patches.get(slot);
        return now == null || (!attached.added().isEmpty()
                && attached.added().stream().noneMatch(spec -> now.adds(spec.name())));
    }

    /** Says which parameter of the patches before would be lost, because its patch neither stays nor leaves. */
    public Optional<Problem> lost(Map<String, AttachedPatch> before) {
        return before.entrySet().stream().filter(entry -> !hasLeft(entry.getKey(), entry.getValue()))
                .flatMap(entry -> entry.getValue().added().stream().map(ParameterSpec::name)
                        .filter(name -> description.parameter(name).isEmpty())
                        .map(name -> Problem.of(Kind.REFUSED, "the parameter '" + name + "' would be lost",
                                "slot " + entry.getKey(), "remove the patcher, and add it again")))
                .findFirst();
    }

    LossOperation loss() {
        return loss;
    }

    Operation embedding(String name) {
        return embeddings.computeIfAbsent(name, key -> compose(
                (scope, ids) -> Operations.embedding(scope.parameter(key + ".weight"), ids),
                (patch, inner) -> patch.aroundEmbedding(key, inner)));
    }

    Operation linear(String name) {
        return linears.computeIfAbsent(name, key -> compose(linear(key + ".weight", key + ".bias"),
                (patch, inner) -> patch.aroundLinear(key, inner)));
    }

    Operation norm(String name) {
        return norms.computeIfAbsent(name, key -> compose(norm(key + ".weight", key + ".bias"),
                (patch, inner) -> patch.aroundNorm(key, inner)));
    }

    AttentionOperation attention(String name) {
        return attentions.computeIfAbsent(name, key -> compose(
                (scope, query, keys, value) -> Operations.attention(query, keys, value),
                (patch, inner) -> patch.aroundAttention(key, inner)));
    }

    private Operation linear(String weight, String bias) {
        if (description.parameter(bias).isEmpty()) {
            return (scope, x) -> Operations.linear(x, scope.parameter(weight));
        }
        return (scope, x) -> Operations.linear(x, scope.parameter(weight), scope.parameter(bias));
    }

    private Operation norm(String weight, String bias) {
        if (description.parameter(bias).isEmpty()) {
            return (scope, x) -> Operations.norm(x, scope.parameter(weight));
        }
        return (scope, x) -> Operations.norm(x, scope.parameter(weight), scope.parameter(bias));
    }

    /** Puts the patches around an operation; the first of the chain is the outermost, so the last comes first. */
    private <T> T compose(T innermost, BiFunction<Patch, T, T> around) {
        List<AttachedPatch> chain = new ArrayList<>(patches.values());
        Collections.reverse(chain);
        T composed = innermost;
        for (AttachedPatch attached : chain) {
            composed = around.apply(attached.patch(), composed);
        }
        return composed;
    }

    /** Returns the hidden states that the architecture computes in {@code scope}. */
    Tensor hidden(ModelScope scope, Tensor ids) {
        return architecture.hidden(scope, ids);
    }
}
