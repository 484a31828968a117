package org.athanor.exchange.testing;

import java.util.List;
import java.util.Set;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.Work;

/** A kind of work that is only ever chosen. */
public record NamedWork(String name, List<SlotDeclaration> slots, Set<String> sections) implements Work {

    @Override
    public Result<Job> read(Section root) {
        throw new UnsupportedOperationException();
    }
}
