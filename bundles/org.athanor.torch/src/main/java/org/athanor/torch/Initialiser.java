package org.athanor.torch;

import org.athanor.api.model.Initialisation;
import org.athanor.api.model.ParameterSpec;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Creates parameters. */
public final class Initialiser {

    private Initialiser() {
    }

    /**
     * Creates the first value of a parameter, a function of the run's seed and the declaration alone; it does not
     * depend on the other parameters or on the order of creation.
     *
     * @return float32 on the CPU, of the declared shape; it does not require a gradient and is in no scope
     */
    public static Tensor create(ParameterSpec spec, long seed) {
        Torch.initialise();
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            Tensor value = torch.empty(spec.dimensions());
            Initialisation initialisation = spec.initialisation();
            if (initialisation instanceof Initialisation.Zeros) {
                value.zero_();
            } else if (initialisation instanceof Initialisation.Ones) {
                value.fill_(new Scalar(1.0));
            } else if (initialisation instanceof Initialisation.Normal normal) {
                value.normal_(0, normal.deviation(), generator(spec, seed));
            } else if (initialisation instanceof Initialisation.Uniform uniform) {
                value.uniform_(-uniform.bound(), uniform.bound(), generator(spec, seed));
            }
            return Tensors.keep(value);
        }
    }

    private static GeneratorOptional generator(ParameterSpec spec, long seed) {
        return new GeneratorOptional(Seeds.generator(Seeds.of(seed, "parameter:" + spec.name())));
    }
}
