package org.athanor.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.metrics.Console;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapRecord;

/**
 * Exchanges plugins of a session while it trains.
 *
 * @param plugins exchanges them
 * @param versions makes what comes in
 * @param console hears of each exchange
 */
record Stage(Plugins plugins, NewVersions versions, Console console) {

    private static final long POLL_MILLIS = 5;
    private static final String PROMPT = "public ";
    private static final Map<String, String> SAMPLE = Map.of("prompt", PROMPT, "tokens", "300", "temperature",
            "0.6", "seed", "5");

    /**
     * What happened in a session.
     *
     * @param report how it ended
     * @param performed the exchanges
     * @param sample text that the model wrote near the end of the run
     */
    record Performance(RunReport report, List<Performed> performed, Result<String> sample) {
    }

    /** Lets a session run to its end and makes all exchanges on the way. */
    Performance perform(Session session, long steps) throws InterruptedException {
        List<Performed> performed = new ArrayList<>();
        for (Act act : Act.ALL) {
            if (!reached(session, Act.step(performed.size(), steps))) {
                break;
            }
            Performed exchange = perform(act, session);
            performed.add(exchange);
            Lines.exchange(exchange.swap()).forEach(console::println);
        }
        Result<String> sample = reached(session, Act.sampleStep(steps)) ? session.call("generate", SAMPLE)
                : Result.err(Problem.of(Problem.Kind.FAILED, "the run ended before its sample"));
        return new Performance(session.await(), performed, sample);
    }

    /** Waits until a step is completed; answers whether the run still goes on then. */
    private static boolean reached(Session session, long step) throws InterruptedException {
        while (session.status().step() < step && !session.status().state().ended()) {
            Thread.sleep(POLL_MILLIS);
        }
        return !session.status().state().ended();
    }

    private Performed perform(Act act, Session session) {
        PluginInfo current = plugins.info(act.plugin()).unwrap();
        int before = session.swaps().size();
        SwapOutcome outcome = plugins.plan(Operation.UPGRADE, versions.make(current, act.variant()).toString())
                .flatMap(plan -> plugins.apply(plan, new ApplyOptions(act.policy(), "demo")))
                .map(Applied::outcome).orElse(SwapOutcome.NotStarted::new);
        List<SwapRecord> swaps = session.swaps();
        SwapRecord record = swaps.size() > before ? swaps.get(swaps.size() - 1) : unrecorded(current, session);
        return new Performed(act.variant().expected(), new SwapRecord(record.step(), record.kind(), record.plugin(),
                record.from(), record.to(), outcome.word(), record.stallMillis(), reason(outcome)));
    }

    private static SwapRecord unrecorded(PluginInfo current, Session session) {
        return new SwapRecord(session.status().step(), current.descriptor().kind(), current.descriptor().name(),
                current.descriptor().version().toString(),
                NewVersions.after(current.descriptor().version()).toString(), "", 0, "");
    }

    private static String reason(SwapOutcome outcome) {
        if (outcome instanceof SwapOutcome.NotStarted refused) {
            return refused.problem().what();
        }
        if (outcome instanceof SwapOutcome.RolledBack back) {
            return back.problem().what();
        }
        return outcome instanceof SwapOutcome.Degraded degraded ? degraded.problem().what() : "";
    }
}
