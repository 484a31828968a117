package org.athanor.objective.causal;

import org.athanor.api.model.Loss;
import org.athanor.api.model.MicroBatch;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Scope;
import org.athanor.api.plugin.AthanorPlugin;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** The cross-entropy of each next token, given the tokens before it. */
@AthanorPlugin(name = "causal", kind = Objective.class, configKey = "objective", defaultFor = "training:objective")
@Component(name = "org.athanor.objective.causal", service = Objective.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CausalConfig.class, factory = true)
public final class CausalObjective implements Objective {

    @Override
    public Loss loss(Scope scope, MicroBatch batch) {
        return scope.loss(scope.hidden(batch.inputs()), batch.targets(), batch.weight());
    }
}
