package org.athanor.itests.misbehaving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Counts the steps of a run, with a line for each. Does so well unless its manifest says otherwise. */
@AthanorPlugin(name = "misbehaving", kind = MetricsLogger.class, configKey = "misbehaving",
        stateSchema = MisbehavingLogger.SCHEMA, stateVersion = MisbehavingLogger.VERSION)
@Component(name = "org.athanor.itests.misbehaving", service = MetricsLogger.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MisbehavingConfig.class, factory = true)
public final class MisbehavingLogger implements MetricsLogger, Stateful, Runnable {

    static final String SCHEMA = "misbehaving.count";
    /** Version 1 was the count alone. */
    static final int VERSION = 2;
    private static final long FIFTH_STEP = 5;

    private final String misbehaviour;
    private final Path file;
    private long count;

    @Activate
    public MisbehavingLogger(BundleContext context, MisbehavingConfig config, SessionScope session)
            throws JMException {
        this.file = Path.of(session.directory(), "misbehaving.txt");
        this.misbehaviour = context.getBundle().getHeaders().get("Misbehaviour");
        if (!Set.of("steps", "metrics").contains(config.unit())) {
            throw misbehaviour.equals("message") ? new IllegalStateException("unit")
                    : new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, "cannot be '" + config.unit() + "'",
                            "misbehaving.unit", "give it steps or metrics"));
        }
        switch (misbehaviour) {
            case "hang" -> standStill();
            case "leak" -> ManagementFactory.getPlatformMBeanServer().registerMBean(new StandardMBean(this,
                    Runnable.class), new ObjectName("org.athanor:type=Left,number=" + System.identityHashCode(this)));
            case "thread" -> {
                Thread thread = new Thread(MisbehavingLogger::standStill, "left running");
                thread.setDaemon(true);
                thread.start();
            }
            default -> { }
        }
    }

    private static void standStill() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        // What a management bean could be asked to do.
    }

    @Override
    public synchronized void metrics(long step, long maxSteps, List<Metric> metrics) {
        count++;
        write("step " + step);
        switch (misbehaviour) {
            case "print" -> System.out.println("step " + step);
            case "load" -> throw new IllegalStateException("too much to do");
            case "exit" -> leaveAt(step);
            default -> { }
        }
    }

    private static void leaveAt(long step) {
        if (step == FIFTH_STEP) {
            System.exit(0);
        }
    }

    private void write(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized StateSnapshot snapshot() {
        return new StateSnapshot(SCHEMA, VERSION, "{\"count\":" + count + ",\"unit\":\"steps\"}");
    }

    @Override
    public synchronized Result<Result.Done> restore(StateSnapshot snapshot) {
        if (!snapshot.schema().equals(SCHEMA) || snapshot.version() != VERSION
                || !snapshot.json().matches("\\{\"count\":\\d+,\"unit\":\"steps\"}")) {
            return Result.err(Problem.of(Problem.Kind.REFUSED, "not a count: " + snapshot.json()));
        }
        long restored = Long.parseLong(snapshot.json().replaceAll("\\D", ""));
        count = misbehaviour.equals("state") ? restored + 1 : restored;
        if (misbehaviour.equals("swap")) {
            write("restored");
        }
        return Result.done();
    }
}
