package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.athanor.api.model.Loss;
import org.athanor.api.model.LossOperation;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OperationsTest {

    private PointerScope scope;

    @BeforeEach
    void open() {
        Torch.initialise();
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void attendsToThePastOnly() {
        Tensor query = torch.randn(2, 3, 8, 4);
        Tensor key = torch.randn(2, 3, 8, 4);
        Tensor value = torch.randn(2, 3, 8, 4);
        Tensor before = Operations.attention(query, key, value);
        value.select(2, 7).fill_(new Scalar(100));
        key.select(2, 7).fill_(new Scalar(100));
        Tensor after = Operations.attention(query, key, value);
        assertThat(before.narrow(2, 0, 7).equal(after.narrow(2, 0, 7))).isTrue();
        assertThat(before.select(2, 7).equal(after.select(2, 7))).isFalse();
    }

    @Test
    void normalisesTheLastDimension() {
        Tensor x = torch.randn(3, 5, 16).mul(new Scalar(7)).add(new Scalar(3));
        Tensor y = Operations.norm(x, torch.ones(16), torch.ones(16));
        assertThat(y.mean().item_double()).isCloseTo(1, within(1e-5));
        assertThat(y.std(false).item_double()).isCloseTo(1, within(1e-3));
        assertThat(Operations.norm(x, torch.ones(16)).mean().item_double()).isCloseTo(0, within(1e-5));
    }

    @Test
    void dropsTheShareAskedForAndKeepsTheMean() {
        Tensor x = torch.ones(200, 500);
        Tensor y = Operations.dropout(x, 0.2, 42);
        assertThat(y.eq(new Scalar(0)).to(ScalarType.Float).mean().item_double()).isCloseTo(0.2, within(0.01));
        assertThat(y.max().item_double()).isCloseTo(1.25, within(1e-6));
        assertThat(Operations.dropout(x, 0.2, 42).equal(y)).isTrue();
        assertThat(Operations.dropout(x, 0.2, 43).equal(y)).isFalse();
        assertThat(Operations.dropout(x, 0, 42)).isSameAs(x);
    }

    @Test
    void weighsTheSummedCrossEntropyAndSkipsIgnoredTargets() {
        Tensor hidden = torch.randn(2, 3, 4);
        Tensor head = torch.randn(7, 4);
        Tensor targets = torch.tensor(new long[] {1, 6, LossOperation.IGNORED, 0, 2, 3}).view(2, 3);
        Loss loss = Operations.loss(hidden, head, targets, 0.2, false);
        double expected = 0;
        for (int i : List.of(0, 1, 3, 4, 5)) {
            Tensor logits = head.matmul(hidden.view(-1, 4).select(0, i));
            expected += torch.logsumexp(logits, 0).item_double()
                    - logits.select(0, targets.view(-1).select(0, i).item_long()).item_double();
        }
        assertThat(loss.value().item_double()).isCloseTo(expected * 0.2, within(1e-5));
        assertThat(loss.roots()).isEmpty();
    }

    @Test
    void startsBackpropagationAtTheLossWhenTraining() {
        Tensor head = torch.randn(7, 4).set_requires_grad(true);
        Loss loss = Operations.loss(torch.randn(2, 3, 4), head, torch.zeros(2, 3).to(ScalarType.Long), 1, true);
        assertThat(loss.roots()).hasSize(1);
        assertThat(Gradients.of(loss, List.of(head)).get(0).abs().sum().item_double()).isPositive();
    }
}
