package com.example.desk;

import com.example.answers.Answerer;
import java.util.List;
import java.util.Set;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.AthanorWork;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.Work;
import org.osgi.service.component.annotations.Component;

/** A desk at which questions are answered, as a kind of work. */
@AthanorWork(name = DeskWork.NAME)
@Component(service = Work.class)
public final class DeskWork implements Work {

    static final String NAME = "desk";
    /** The slot of whoever answers at the desk. */
    static final String ANSWERER = "answerer";

    private static final String HELPERS = "helpers";
    private static final String LOGGERS = "loggers";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<SlotDeclaration> slots() {
        return List.of(SlotDeclaration.one(ANSWERER, Answerer.class).whichIsMandatory(),
                SlotDeclaration.many(HELPERS, Answerer.class).whichIsMandatory(),
                SlotDeclaration.many(LOGGERS, MetricsLogger.class));
    }

    @Override
    public Set<String> sections() {
        return Set.of(NAME);
    }

    @Override
    public Result<Job> read(Section root) {
        try {
            return Result.ok(new DeskJob(DeskSettings.of(root.section(NAME))));
        } catch (ProblemException e) {
            return Result.err(e.problem());
        }
    }
}
