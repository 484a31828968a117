package com.example.bestloss;

import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import org.athanor.api.metrics.Console;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Says when the loss on held-out text is lower than ever before. Its state is the lowest loss so far. */
@AthanorPlugin(name = "best-loss", kind = MetricsLogger.class, configKey = "best_loss",
        stateSchema = BestLossLogger.SCHEMA, stateVersion = BestLossLogger.VERSION)
@Component(name = "com.example.bestloss", service = MetricsLogger.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BestLossConfig.class, factory = true)
public final class BestLossLogger implements MetricsLogger, Stateful {

    static final String SCHEMA = "bestloss.lowest";
    static final int VERSION = 1;

    private final double margin;
    private final Console console;
    private double lowest = Double.MAX_VALUE;

    @Activate
    public BestLossLogger(BestLossConfig config, @Reference Console console) {
        this.margin = config.margin();
        this.console = console;
    }

    @Override
    public synchronized void metrics(long step, long maxSteps, List<Metric> metrics) {
        for (Metric metric : metrics) {
            if (metric.name().equals("eval/loss") && metric.value() < lowest - margin) {
                lowest = metric.value();
                console.println(String.format(Locale.ROOT, "step %d: lowest held-out loss, %.4f", step, lowest));
            }
        }
    }

    @Override
    public synchronized StateSnapshot snapshot() {
        return new StateSnapshot(SCHEMA, VERSION, "{\"lowest\":" + lowest + "}");
    }

    @Override
    public synchronized Result<Result.Done> restore(StateSnapshot snapshot) {
        if (!snapshot.schema().equals(SCHEMA) || snapshot.version() != VERSION) {
            return Result.err(Problem.of(Problem.Kind.REFUSED, "best-loss reads " + SCHEMA + " version " + VERSION
                    + ", not " + snapshot.schema() + " version " + snapshot.version()));
        }
        try (JsonReader in = JsonProvider.provider().createReader(new StringReader(snapshot.json()))) {
            lowest = in.readObject().getJsonNumber("lowest").doubleValue();
            return Result.done();
        } catch (RuntimeException malformed) {
            return Result.err(Problem.failed("the state of best-loss cannot be read", malformed));
        }
    }
}
