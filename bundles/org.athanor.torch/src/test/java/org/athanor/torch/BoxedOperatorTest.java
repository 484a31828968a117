package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

final class BoxedOperatorTest {

    @Test
    void callsAnOperatorThatHasNoJavaMethod() {
        BoxedOperator multiply;
        try (PointerScope scope = new PointerScope()) {
            multiply = BoxedOperator.of("aten::_foreach_mul_", "Scalar");
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor a = torch.ones(3);
            Tensor b = torch.ones(2, 2);
            multiply.call(BoxedOperator.list(List.of(a, b)), new IValue(new Scalar(2.5)));
            assertThat(a.sum().item_double()).isEqualTo(7.5);
            assertThat(b.sum().item_double()).isEqualTo(10);
        }
    }

    @Test
    void returnsResults() {
        BoxedOperator add = BoxedOperator.of("aten::add", "Tensor");
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = add.call(new IValue(torch.ones(3)), new IValue(torch.ones(3)), new IValue(new Scalar(1.0)))
                    .get(0).toTensor();
            assertThat(sum.sum().item_double()).isEqualTo(6);
        }
    }

    @Test
    void refusesAnUnknownOperator() {
        assertThatThrownBy(() -> BoxedOperator.of("aten::no_such_thing", ""))
                .isInstanceOf(RuntimeException.class).hasMessageContaining("no_such_thing");
    }
}
