package org.athanor.torch.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.AttentionOperation;
import org.athanor.api.model.Loss;
import org.athanor.api.model.LossOperation;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.Operation;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.athanor.api.model.Scope;
import org.athanor.torch.Initialiser;
import org.athanor.torch.Operations;
import org.athanor.torch.Seeds;
import org.bytedeco.pytorch.Tensor;

/**
 * A scope over a map of parameters.
 *
 * @param architecture computes hidden states
 * @param model the description with what the patches add
 * @param parameters by name, live
 * @param patches the chain, outermost first
 * @param seed for dropout
 * @param training whether gradients are wanted
 */
public record PlainScope(Architecture architecture, ModelDescription model, Map<String, Tensor> parameters,
        List<Patch> patches, long seed, boolean training) implements Scope {

    /** Creates the parameters of a model and its patches and lets those train that the patches let train. */
    public static PlainScope create(Architecture architecture, ModelDescription description, List<Patch> patches) {
        List<ParameterSpec> specs = new ArrayList<>(description.parameters());
        patches.forEach(patch -> specs.addAll(patch.parameters()));
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (ParameterSpec spec : specs) {
            parameters.put(spec.name(), Initialiser.create(spec, 1337));
        }
        ModelDescription patched = new ModelDescription(description.architecture(), description.vocabulary(),
                description.context(), description.width(), description.head(), specs);
        return new PlainScope(architecture, patched, parameters, List.of(), 7, true).with(patches);
    }

    /** Returns this scope with other patches over the same parameters. */
    public PlainScope with(List<Patch> chain) {
        parameters.forEach((name, value) -> value.set_requires_grad(trains(chain, name)));
        return new PlainScope(architecture, model, parameters, chain, seed, training);
    }

    private static boolean trains(List<Patch> chain, String name) {
        return chain.stream().filter(patch -> patch.parameters().stream().anyMatch(spec -> spec.name().equals(name)))
                .findFirst().map(owner -> owner.trains(name))
                .orElseGet(() -> chain.stream().allMatch(patch -> patch.trains(name)));
    }

    /** Returns this scope for evaluation. */
    public PlainScope evaluating() {
        return new PlainScope(architecture, model, parameters, patches, seed, false);
    }

    /** Returns the names of the parameters that train. */
    public List<String> trainable() {
        return parameters.entrySet().stream().filter(named -> named.getValue().requires_grad()).map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Tensor parameter(String name) {
        Tensor value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return value;
    }

    @Override
    public Tensor embedding(String name, Tensor ids) {
        Operation plain = (scope, x) -> Operations.embedding(scope.parameter(name + ".weight"), x);
        return around(plain, (patch, next) -> patch.aroundEmbedding(name, next)).apply(this, ids);
    }

    @Override
    public Tensor linear(String name, Tensor input) {
        Operation plain = (scope, x) -> has(name + ".bias")
                ? Operations.linear(x, scope.parameter(name + ".weight"), scope.parameter(name + ".bias"))
                : Operations.linear(x, scope.parameter(name + ".weight"));
        return around(plain, (patch, next) -> patch.aroundLinear(name, next)).apply(this, input);
    }

    @Override
    public Tensor norm(String name, Tensor input) {
        Operation plain = (scope, x) -> has(name + ".bias")
                ? Operations.norm(x, scope.parameter(name + ".weight"), scope.parameter(name + ".bias"))
                : Operations.norm(x, scope.parameter(name + ".weight"));
        return around(plain, (patch, next) -> patch.aroundNorm(name, next)).apply(this, input);
    }

    @Override
    public Tensor attention(String name, Tensor query, Tensor key, Tensor value) {
        AttentionOperation plain = (scope, q, k, v) -> Operations.attention(q, k, v);
        return around(plain, (patch, next) -> patch.aroundAttention(name, next)).apply(this, query, key, value);
    }

    @Override
    public Tensor dropout(String name, Tensor x, double p) {
        return training ? Operations.dropout(x, p, Seeds.of(seed, "dropout:" + name)) : x;
    }

    @Override
    public Tensor hidden(Tensor ids) {
        return architecture.hidden(this, ids);
    }

    @Override
    public Tensor logits(Tensor hidden) {
        return Operations.logits(hidden, parameter(model.head()));
    }

    @Override
    public Loss loss(Tensor hidden, Tensor targets, double weight) {
        LossOperation plain = (scope, h, t, w) ->
                Operations.loss(h, scope.parameter(scope.model().head()), t, w, scope.training());
        return around(plain, Patch::aroundLoss).apply(this, hidden, targets, weight);
    }

    private boolean has(String name) {
        return parameters.containsKey(name);
    }

    private <O> O around(O plain, BiFunction<Patch, O, O> intercept) {
        O operation = plain;
        for (int i = patches.size() - 1; i >= 0; i--) {
            operation = intercept.apply(patches.get(i), operation);
        }
        return operation;
    }
}
