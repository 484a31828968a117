package org.athanor.training.testing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.Optimizer;
import org.athanor.api.model.ParameterSpec.Role;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** An embedding, a linear map with dropout, a normalisation: the smallest model that uses every named operation. */
public final class TinyModel implements Architecture {

    private static final long WIDTH = 8;

    @Override
    public ModelDescription describe(int vocabularySize) {
        Initialisation normal = new Initialisation.Normal(0.2);
        return new ModelDescription("tiny", vocabularySize, 6, (int) WIDTH, "tokens.weight", List.of(
                new ParameterSpec("tokens.weight", List.of((long) vocabularySize, WIDTH), normal, Role.EMBEDDING, true),
                new ParameterSpec("mix.weight", List.of(WIDTH, WIDTH), normal, Role.LINEAR, true),
                new ParameterSpec("norm.weight", List.of(WIDTH), new Initialisation.Ones(), Role.OTHER, false)));
    }

    @Override
    public Tensor hidden(Scope scope, Tensor ids) {
        Tensor x = scope.embedding("tokens", ids);
        Tensor heads = x.unsqueeze(1);
        Tensor attended = scope.attention("attention", heads, heads, heads).squeeze(1);
        return scope.norm("norm", x.add(scope.dropout("drop", scope.linear("mix", attended), 0.1)));
    }

    /** Plain gradient descent with a momentum of 0.9: an optimizer with state. */
    public static class Momentum implements Optimizer {

        /** Returns the momentum in the optimizer state of a parameter. */
        public static Tensor in(Map<String, Tensor> state) {
            return Objects.requireNonNull(state.get("momentum"));
        }

        @Override
        public Map<String, List<Long>> state(ParameterSpec parameter) {
            return Map.of("momentum", parameter.shape());
        }

        @Override
        public void apply(double learningRate, List<Update> updates) {
            for (Update update : updates) {
                Tensor momentum = in(update.state());
                momentum.mul_(new Scalar(0.9)).add_(update.gradient());
                update.value().sub_(momentum, new Scalar(learningRate));
            }
        }
    }
}
