package org.athanor.training.start;

import java.util.List;
import java.util.Set;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.AthanorWork;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.Work;
import org.athanor.routing.RouteTable;
import org.athanor.torch.Torch;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.loop.Slots;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Training as a kind of work. */
@AthanorWork(name = TrainingWork.NAME)
@Component(service = Work.class)
public final class TrainingWork implements Work {

    static final String NAME = "training";

    private final RouteTable routes;

    /** Called by Declarative Services. */
    @Activate
    public TrainingWork(BundleContext context) {
        routes = new RouteTable(context);
    }

    @Deactivate
    void close() {
        routes.close();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<SlotDeclaration> slots() {
        return Slots.ALL;
    }

    @Override
    public Set<String> sections() {
        return Set.of("trainer", "eval", "checkpoint");
    }

    @Override
    public Result<Job> read(Section root) {
        try {
            TrainerConfig config = TrainerConfig.of(root);
            return Result.ok(new TrainingJob(config, Torch.device(config.device()), routes));
        } catch (ProblemException e) {
            return Result.err(e.problem());
        }
    }
}
