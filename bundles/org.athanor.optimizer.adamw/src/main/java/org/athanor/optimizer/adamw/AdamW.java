package org.athanor.optimizer.adamw;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.athanor.api.model.Optimizer;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.torch.BoxedOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Fused AdamW: one native call for the parameters that decay and one for those that do not. */
@AthanorPlugin(name = "adamw", kind = Optimizer.class, configKey = "optimizer", defaultFor = "training:optimizer")
@Component(name = "org.athanor.optimizer.adamw", service = Optimizer.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AdamWConfig.class, factory = true)
public final class AdamW implements Optimizer {

    private static final String MEAN = "exp_avg";
    private static final String SQUARES = "exp_avg_sq";

    private final BoxedOperator kernel = BoxedOperator.of("aten::_fused_adamw_", "");
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double weightDecay;

    @Activate
    public AdamW(AdamWConfig config) {
        this(config.beta1(), config.beta2(), config.epsilon(), config.weight__decay());
    }

    AdamW(double beta1, double beta2, double epsilon, double weightDecay) {
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "at least 0 and less than 1");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "at least 0 and less than 1");
        require(epsilon > 0 && epsilon < 1, "epsilon", epsilon, "greater than 0 and less than 1");
        require(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY, "weight_decay", weightDecay, "at least 0");
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.weightDecay = weightDecay;
    }

    @Override
    public Map<String, List<Long>> state(ParameterSpec parameter) {
        return Map.of(MEAN, parameter.shape(), SQUARES, parameter.shape());
    }

    @Override
    public void apply(double learningRate, List<Update> updates) {
        Map<Boolean, List<Update>> groups = updates.stream()
                .collect(Collectors.partitioningBy(update -> update.parameter().decay()));
        groups.forEach((decays, group) -> {
            if (!group.isEmpty()) {
                apply(learningRate, decays ? weightDecay : 0, group);
            }
        });
    }

    /** The arguments follow the schema of the operator; the last four are amsgrad, maximize, grad_scale, found_inf. */
    private void apply(double learningRate, double decay, List<Update> group) {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            // The kernel walks raw memory, so a gradient must lie like its parameter.
            IValue gradients = BoxedOperator.list(
                    group.stream().map(update -> update.gradient().contiguous()).toList());
            Map<Long, Tensor> counts = group.stream().map(Update::count).distinct().collect(Collectors.toMap(
                    count -> count, count -> torch.full(new long[0], new Scalar((double) count))));
            kernel.call(BoxedOperator.list(group.stream().map(Update::value).toList()), gradients,
                    BoxedOperator.list(group.stream().map(update -> update.state().get(MEAN)).toList()),
                    BoxedOperator.list(group.stream().map(update -> update.state().get(SQUARES)).toList()),
                    BoxedOperator.list(List.of()),
                    BoxedOperator.list(group.stream().map(update -> counts.get(update.count())).toList()),
                    new IValue(learningRate), new IValue(beta1), new IValue(beta2), new IValue(decay),
                    new IValue(epsilon), new IValue(false), new IValue(false), new IValue(), new IValue());
        }
    }

    private static void require(boolean valid, String key, double value, String range) {
        if (!valid) {
            throw new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, key + " is " + value,
                    "optimizer." + key, "it must be " + range));
        }
    }
}
