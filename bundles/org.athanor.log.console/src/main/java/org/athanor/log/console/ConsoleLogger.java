package org.athanor.log.console;

import java.util.List;
import org.athanor.api.metrics.Console;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.SessionScope;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Shows the progress of a run. Losses on held-out text come as events, one line each. */
@AthanorPlugin(name = "console", kind = MetricsLogger.class, configKey = "console", defaultFor = "training:loggers")
@Component(name = "org.athanor.log.console", service = MetricsLogger.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConsoleConfig.class, factory = true)
public final class ConsoleLogger implements MetricsLogger {

    private final Console console;
    private final int every;
    private final Progress progress = new Progress();

    @Activate
    public ConsoleLogger(ConsoleConfig config, SessionScope session, @Reference Console console) {
        this(config.every(), console.of(session.id()));
    }

    ConsoleLogger(int every, Console console) {
        this.every = every;
        this.console = console;
    }

    @Override
    public void metrics(long step, long maxSteps, List<Metric> metrics) {
        progress.take(step, maxSteps, metrics);
        boolean trained = metrics.stream().anyMatch(metric -> metric.name().equals(Progress.LOSS));
        if (!trained) {
            return;
        }
        if (console.interactive()) {
            console.progress(progress.bar(console.width()));
        } else if (every > 0 && (step % every == 0 || step == 1 || step == maxSteps)) {
            console.println(progress.line());
        }
    }

    @Override
    public void event(RunEvent event) {
        if (event.type().equals("ended")) {
            console.endProgress();
        }
        console.println(switch (event.level()) {
            case INFO -> event.message();
            case WARNING -> "warning: " + event.message();
            case ERROR -> "error: " + event.message();
        });
    }
}
