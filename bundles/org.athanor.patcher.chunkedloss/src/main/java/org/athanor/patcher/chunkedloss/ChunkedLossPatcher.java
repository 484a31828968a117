package org.athanor.patcher.chunkedloss;

import org.athanor.api.model.LossOperation;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Puts {@link ChunkedLoss} in the place of the full cross-entropy. */
@AthanorPlugin(name = "chunkedloss", kind = ModelPatcher.class, configKey = "chunkedloss")
@Component(name = "org.athanor.patcher.chunkedloss", service = ModelPatcher.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ChunkedLossConfig.class, factory = true)
public final class ChunkedLossPatcher implements ModelPatcher {

    private final LossOperation loss;

    @Activate
    public ChunkedLossPatcher(ChunkedLossConfig config) {
        this(config.chunk());
    }

    ChunkedLossPatcher(int chunk) {
        if (chunk < 1) {
            throw new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, "chunk is " + chunk,
                    "chunkedloss.chunk", "it must be at least 1"));
        }
        this.loss = new ChunkedLoss(chunk);
    }

    @Override
    public Result<Patch> patch(ModelDescription model) {
        return Result.ok(new Patch() {
            @Override
            public LossOperation aroundLoss(LossOperation next) {
                return loss;
            }
        });
    }
}
