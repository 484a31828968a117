package org.athanor.torch;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * An operator of LibTorch that is called through the dispatcher with boxed arguments, because it has no Java method:
 * {@code aten::_fused_adamw_}, {@code aten::_foreach_add_.List} and the like. Thread-safe.
 */
public final class BoxedOperator {

    private final OperatorHandle handle;

    private BoxedOperator(OperatorHandle handle) {
        this.handle = handle;
    }

    /**
     * Finds an operator.
     *
     * @param name the name with its namespace, for example {@code aten::_foreach_mul_}
     * @param overload the overload, for example {@code Scalar}; may be empty
     * @throws RuntimeException when LibTorch has no such operator
     */
    public static BoxedOperator of(String name, String overload) {
        Torch.initialise();
        OperatorHandle found = Dispatcher.singleton().findSchemaOrThrow(name, overload);
        found.retainReference();
        return new BoxedOperator(found);
    }

    /**
     * Calls the operator.
     *
     * @param arguments all arguments of the schema in order; {@code new IValue()} for none
     * @return the results, in the innermost scope; empty when the operator returns nothing
     */
    public IValueVector call(IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        handle.callBoxed(stack);
        return stack;
    }

    /** Returns a boxed list of tensors, in the innermost scope. */
    public static IValue list(List<Tensor> tensors) {
        GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
        list.reserve(tensors.size());
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }
}
