package org.athanor.objective.causal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.Loss;
import org.athanor.api.model.LossOperation;
import org.athanor.api.model.MicroBatch;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Scope;
import org.athanor.torch.Gradients;
import org.athanor.torch.Torch;
import org.athanor.torch.testing.PlainScope;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

final class CausalObjectiveTest {

    private final CausalObjective objective = new CausalObjective();

    @Test
    void weighsTheCrossEntropyOfTheTargets() {
        Torch.initialise();
        try (PointerScope memory = new PointerScope()) {
            PlainScope scope = PlainScope.create(new Bigram(), new Bigram().describe(11), List.of());
            Tensor inputs = torch.randint(11, new long[] {3, 5});
            Tensor targets = torch.randint(11, new long[] {3, 5});
            targets.select(0, 1).select(0, 4).fill_(new Scalar(LossOperation.IGNORED));
            Loss loss = objective.loss(scope, new MicroBatch(inputs, targets, 1.0 / 14));
            Tensor logits = scope.parameter("tokens.weight").index_select(0, inputs.view(-1))
                    .matmul(scope.parameter("tokens.weight").t());
            double mean = torch.cross_entropy(logits, targets.view(-1)).item_double();
            assertThat(loss.value().item_double()).isCloseTo(mean, within(1e-5));
            List<Tensor> gradients = Gradients.of(loss, List.of(scope.parameter("tokens.weight")));
            assertThat(gradients.get(0).abs().sum().item_double()).isPositive();
            assertThat(objective.loss(scope.evaluating(), new MicroBatch(inputs, targets, 1.0 / 14)).roots()).isEmpty();
        }
    }

    /** The smallest model: the hidden state is the embedding. */
    private static final class Bigram implements Architecture {

        @Override
        public ModelDescription describe(int vocabularySize) {
            return new ModelDescription("bigram", vocabularySize, 5, 4, "tokens.weight",
                    List.of(new ParameterSpec("tokens.weight", List.of((long) vocabularySize, 4L),
                            new Initialisation.Normal(1), ParameterSpec.Role.EMBEDDING, true)));
        }

        @Override
        public Tensor hidden(Scope scope, Tensor ids) {
            return scope.embedding("tokens", ids);
        }
    }
}
