package org.athanor.training.loop;

import java.util.List;
import java.util.Set;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.Work;

/** Training as far as a session without a run file needs it. */
final class TrainingKind implements Work {

    @Override
    public String name() {
        return "training";
    }

    @Override
    public List<SlotDeclaration> slots() {
        return Slots.ALL;
    }

    @Override
    public Set<String> sections() {
        return Set.of();
    }

    @Override
    public Result<Job> read(Section root) {
        throw new UnsupportedOperationException();
    }
}
