package org.athanor.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.metrics.Console;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapRecord;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/**
 * Exchanges plugins of a session while it trains.
 *
 * @param context sees the services of the session
 * @param plugins exchanges them
 * @param versions makes what comes in
 * @param console hears of each exchange
 */
record Stage(BundleContext context, Plugins plugins, NewVersions versions, Console console) {

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
        Pace pace = new Pace(session);
        List<Performed> performed = new ArrayList<>();
        boolean goesOn = pace.to(Act.step(0, steps));
        while (goesOn && performed.size() < Act.ALL.size()) {
            Act act = Act.ALL.get(performed.size());
            int next = performed.size() + 1;
            Performed exchange = meanwhile(pace, act,
                    next < Act.ALL.size() ? Act.step(next, steps) : Act.sampleStep(steps));
            performed.add(exchange);
            Lines.exchange(exchange.swap()).forEach(console::println);
            goesOn = !session.status().state().ended();
        }
        Result<String> sample = Result.err(Problem.of(Problem.Kind.FAILED, "the run ended before its sample"));
        if (goesOn) {
            sample = pace.meanwhile(steps, CompletableFuture.completedFuture(null),
                    () -> session.call("generate", SAMPLE));
            session.proceed();
        }
        return new Performance(session.await(), performed, sample);
    }

    /** Performs an act while the session goes on to a step. */
    private Performed meanwhile(Pace pace, Act act, long step) throws InterruptedException {
        Session session = pace.session();
        if (act.variant() != Act.Variant.FAULTY) {
            return pace.meanwhile(step, CompletableFuture.completedFuture(null), () -> perform(act, session));
        }
        // It fails at a step, so one must follow its switch: the session waits until its service is there.
        CompletableFuture<?> there = new CompletableFuture<>();
        ServiceListener arrival = event -> {
            if (event.getType() == ServiceEvent.REGISTERED) {
                there.complete(null);
            }
        };
        try {
            context.addServiceListener(arrival, "(" + SessionScope.PREFIX_ + "id=" + session.id() + ")");
            return pace.meanwhile(step, there, () -> perform(act, session));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        } finally {
            context.removeServiceListener(arrival);
        }
    }

    private Performed perform(Act act, Session session) {
        PluginInfo current = plugins.info(act.plugin()).unwrap();
        int before = session.swaps().size();
        String jar = versions.make(current, act.variant()).toString();
        SwapOutcome outcome = plugins.change(Operation.UPGRADE, List.of(jar), new ApplyOptions(act.policy(), "demo"),
                plan -> { }).map(Applied::outcome).orElse(SwapOutcome.NotStarted::new);
        List<SwapRecord> swaps = session.swaps();
        SwapRecord record = swaps.size() > before ? swaps.get(swaps.size() - 1) : unrecorded(current, session);
        return new Performed(act.variant().expected(), new SwapRecord(record.step(), record.slot(), record.kind(),
                record.plugin(), record.from(), record.to(), outcome.word(), record.stallMillis(), reason(outcome)));
    }

    private static SwapRecord unrecorded(PluginInfo current, Session session) {
        PluginDescriptor plugin = current.descriptor();
        String slot = session.bindings().stream().filter(binding -> binding.id().equals(plugin.id()))
                .map(Session.Binding::slot).findFirst().orElse("");
        return new SwapRecord(session.status().step(), slot, plugin.kind().word(), plugin.name(),
                plugin.version().toString(), NewVersions.after(plugin.version()).toString(), "", 0, "");
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
