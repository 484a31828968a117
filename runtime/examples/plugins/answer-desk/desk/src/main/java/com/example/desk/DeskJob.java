package com.example.desk;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.Resumption;
import org.athanor.exchange.work.RunningWork;
import org.athanor.exchange.work.ThreadPlan;

/**
 * A desk as its run file describes it.
 *
 * @param settings its section
 */
record DeskJob(DeskSettings settings) implements Job {

    @Override
    public ThreadPlan threads() {
        return ThreadPlan.SINGLE;
    }

    @Override
    public Set<String> changeableAtResume() {
        return Set.of(Desk.WORKERS, Desk.CLOSE_AFTER);
    }

    /** Its places are in the ledger of the run; what came after a place that was gone back to does not count. */
    @Override
    public Result<Optional<Place>> place(Resumption how, Asking ask) {
        TreeMap<Long, LedgerFields> places = new TreeMap<>();
        for (LedgerLine line : how.lines()) {
            if (line.type().equals(DeskPlace.LINE)) {
                places.put(line.fields().number(DeskPlace.STEP), line.fields());
            } else if (line.type().equals(Resumption.ABANDONED)) {
                places.tailMap(line.fields().number(DeskPlace.STEP), false).clear();
            }
        }
        if (how.step().isPresent() && !places.containsKey(how.step().get())) {
            return Result.err(Problem.of(Problem.Kind.NOT_FOUND, "nothing was saved after " + how.step().get()
                    + " answers", Resumption.STEP, "leave it out to go on after " + places.size() + " places"));
        }
        return Result.ok(how.step().map(places::get).or(() -> Optional.ofNullable(places.lastEntry())
                .map(Map.Entry::getValue)).map(DeskPlace::read));
    }

    @Override
    public RunningWork work(Host host, Optional<Place> place, Optional<Resumption> how) {
        return new Desk(host, settings, place.map(DeskPlace.class::cast).map(DeskPlace::progress)
                .orElseGet(() -> Progress.start(settings)), how.flatMap(Resumption::step));
    }
}
