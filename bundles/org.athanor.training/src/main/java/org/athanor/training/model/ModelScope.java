package org.athanor.training.model;

import java.util.Map;
import org.athanor.api.model.Loss;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.Scope;
import org.athanor.torch.Operations;
import org.athanor.torch.Seeds;
import org.bytedeco.pytorch.Tensor;

/** The scope of one micro-batch: a composed model over the live parameters. Used by one thread. */
public final class ModelScope implements Scope {

    private final ComposedModel model;
    private final Map<String, Tensor> parameters;
    private final Draws draws;
    private final boolean training;

    /**
     * What the random draws of a micro-batch are a function of.
     *
     * @param seed the run seed
     * @param step completed steps
     * @param microBatch the index of the micro-batch in its step
     */
    public record Draws(long seed, long step, int microBatch) {
    }

    private ModelScope(ComposedModel model, Map<String, Tensor> parameters, Draws draws, boolean training) {
        this.model = model;
        this.parameters = parameters;
        this.draws = draws;
        this.training = training;
    }

    /** Returns a scope of a training step. */
    public static ModelScope training(ComposedModel model, Map<String, Tensor> parameters, Draws draws) {
        return new ModelScope(model, parameters, draws, true);
    }

    /** Returns a scope without gradients and without random draws. */
    public static ModelScope evaluation(ComposedModel model, Map<String, Tensor> parameters) {
        return new ModelScope(model, parameters, new Draws(0, 0, 0), false);
    }

    @Override
    public ModelDescription model() {
        return model.description();
    }

    @Override
    public Tensor parameter(String name) {
        Tensor parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("the model has no parameter '" + name + "'");
        }
        return parameter;
    }

    @Override
    public Tensor embedding(String name, Tensor ids) {
        return model.embedding(name).apply(this, ids);
    }

    @Override
    public Tensor linear(String name, Tensor x) {
        return model.linear(name).apply(this, x);
    }

    @Override
    public Tensor norm(String name, Tensor x) {
        return model.norm(name).apply(this, x);
    }

    @Override
    public Tensor attention(String name, Tensor query, Tensor key, Tensor value) {
        return model.attention(name).apply(this, query, key, value);
    }

    @Override
    public Tensor dropout(String name, Tensor x, double p) {
        if (!training || p == 0) {
            return x;
        }
        return Operations.dropout(x, p,
                Seeds.of(draws.seed(), "dropout:" + name, draws.step(), draws.microBatch()));
    }

    @Override
    public Tensor hidden(Tensor ids) {
        return model.hidden(this, ids);
    }

    @Override
    public Tensor logits(Tensor hidden) {
        return Operations.logits(hidden, parameter(model.description().head()));
    }

    @Override
    public Loss loss(Tensor hidden, Tensor targets, double weight) {
        return model.loss().apply(this, hidden, targets, weight);
    }

    @Override
    public boolean training() {
        return training;
    }
}
