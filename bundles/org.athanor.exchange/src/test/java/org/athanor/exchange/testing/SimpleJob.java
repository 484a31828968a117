package org.athanor.exchange.testing;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.Resumption;
import org.athanor.exchange.work.RunningWork;
import org.athanor.exchange.work.ThreadPlan;

/**
 * A job without settings that saves nothing: a run that goes on begins again.
 *
 * @param begun begins its work
 */
record SimpleJob(Function<Host, RunningWork> begun) implements Job {

    @Override
    public ThreadPlan threads() {
        return ThreadPlan.SINGLE;
    }

    @Override
    public Set<String> changeableAtResume() {
        return Set.of();
    }

    @Override
    public Result<Optional<Place>> place(Resumption how, Asking ask) {
        return Result.ok(Optional.empty());
    }

    @Override
    public RunningWork work(Host host, Optional<Place> place, Optional<Resumption> how) {
        return begun.apply(host);
    }
}
