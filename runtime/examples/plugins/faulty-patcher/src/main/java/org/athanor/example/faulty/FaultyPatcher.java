package org.athanor.example.faulty;

import org.athanor.api.model.LossOperation;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Health;
import org.athanor.api.plugin.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Fails where the header {@value #FAULT} of its manifest says: {@code activation, health} or {@code first-call}; or
 * computes a loss that is {@code off-by} so much, for example {@code off-by 1e-4}.
 */
@AthanorPlugin(name = "chunkedloss", kind = ModelPatcher.class, configKey = "chunkedloss")
@Component(name = "org.athanor.patcher.chunkedloss", service = ModelPatcher.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FaultyConfig.class, factory = true)
public final class FaultyPatcher implements ModelPatcher, Health.Reporting {

    private static final String FAULT = "Example-Fault";
    private static final String OFF_BY = "off-by ";
    private static final LossOperation FAILING = (scope, hidden, targets, weight) -> {
        throw new IllegalStateException("this example fails at its first call");
    };

    private final String fault;

    @Activate
    public FaultyPatcher(BundleContext context, FaultyConfig config) {
        fault = String.valueOf(context.getBundle().getHeaders().get(FAULT));
        if (fault.equals("activation")) {
            throw new IllegalStateException("this example fails at its activation");
        }
    }

    @Override
    public Health health() {
        return fault.equals("health") ? Health.bad("this example says so") : Health.good();
    }

    @Override
    public Result<Patch> patch(ModelDescription model) {
        return Result.ok(new Patch() {
            @Override
            public LossOperation aroundLoss(LossOperation next) {
                return fault.startsWith(OFF_BY) ? offBy(Double.parseDouble(fault.substring(OFF_BY.length())), next)
                        : fault.equals("first-call") ? FAILING : next;
            }
        });
    }

    private static LossOperation offBy(double share, LossOperation next) {
        return (scope, hidden, targets, weight) -> next.apply(scope, hidden, targets, weight * (1 + share));
    }
}
