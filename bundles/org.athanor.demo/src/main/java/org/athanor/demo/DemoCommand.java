package org.athanor.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.metrics.Console;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code athanor demo}: trains, exchanges plugins meanwhile, and compares with a run that was left alone. */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false, synopsisHeading = "usage: ",
        description = "Trains a small model and exchanges its plugins meanwhile, then trains it again untouched and "
                + "compares: about a minute. Exits with 0 only if all went as it should.")
@Component(service = Callable.class, property = {"athanor.verb=demo", "athanor.verb.waits=session"})
public final class DemoCommand implements Callable<Integer> {

    private static final int FAULTS = 1;
    private static final int INTERRUPTED = 130;
    private static final int FEWEST_STEPS = 200;
    private static final String FAULTY = "examples/plugins/faulty-patcher.jar";

    private final BundleContext context;
    private final Sessions sessions;
    private final Plugins plugins;
    private final Console console;

    @Option(names = "--path", paramLabel = "DIR_OR_FILE",
            description = "the text to train on (default: the sources of Athanor)")
    private Optional<Path> path = Optional.empty();
    @Option(names = "--steps", paramLabel = "N", defaultValue = "1200",
            description = "training steps of each run, from " + FEWEST_STEPS + " (default: ${DEFAULT-VALUE})")
    private long steps;

    @Activate
    public DemoCommand(BundleContext context, @Reference Sessions sessions, @Reference Plugins plugins,
            @Reference Console console) {
        this.context = context;
        this.sessions = sessions;
        this.plugins = plugins;
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (steps < FEWEST_STEPS) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "--steps is " + steps
                    + ", too few for all exchanges", "demo", "give at least " + FEWEST_STEPS));
        }
        long start = System.nanoTime();
        DemoFiles files = new DemoFiles(Home.of(context::getProperty));
        Corpus corpus = path.map(Corpus::at).orElseGet(() -> Corpus.ofSources(context.getBundle(), files.text()));
        Path runFile = files.writeRunFile(corpus.path(), steps);
        int number = files.freeNumber();
        console.println("Train a small GPT and exchange its plugins meanwhile; then again, untouched.");
        console.println("text   " + corpus.description());
        console.println(String.format(Locale.ROOT, "runs   %s and %s, %,d steps each", DemoFiles.swapped(number),
                DemoFiles.untouched(number), steps));
        console.println("");
        Shipped shipped = new Shipped(plugins, files.jars());
        // A demo that was killed has left its versions behind.
        warn(shipped.restore());
        List<Problem> left;
        Stage.Performance performance;
        try {
            performance = exchanging(files, runFile, DemoFiles.swapped(number));
        } finally {
            left = shipped.restore();
            warn(left);
        }
        if (!completed(performance.report())) {
            return ended(performance.report());
        }
        RunReport untouched = untouched(runFile, DemoFiles.untouched(number));
        if (!completed(untouched)) {
            return ended(untouched);
        }
        Verdict verdict = new Verdict(performance.performed(), performance.sample(), performance.report(), untouched,
                left, files.sameMetrics(performance.report().id(), untouched.id()));
        print(verdict);
        List<String> faults = verdict.faults();
        faults.forEach(fault -> console.println("NOT as it should be: " + fault));
        if (faults.isEmpty()) {
            console.println(String.format(Locale.ROOT, "All as it should be, in %d s. The runs are in %s",
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(), shortest(files.home().runs())));
        }
        return faults.isEmpty() ? 0 : FAULTS;
    }

    private Stage.Performance exchanging(DemoFiles files, Path runFile, String id) throws InterruptedException {
        Path distribution = Path.of(Objects.requireNonNullElse(context.getProperty("athanor.distribution"), ""));
        NewVersions versions = new NewVersions(plugins, files.jars(), distribution.resolve(FAULTY));
        Session session = start(runFile, id);
        try (ProgressLine line = new ProgressLine(console, "run 1 of 2", session)) {
            return new Stage(context, plugins, versions, console).perform(session, steps);
        }
    }

    private RunReport untouched(Path runFile, String id) throws InterruptedException {
        Session session = start(runFile, id);
        try (ProgressLine line = new ProgressLine(console, "run 2 of 2", session)) {
            return session.await();
        }
    }

    private Session start(Path runFile, String id) {
        return sessions.start(runFile, Map.of(), Optional.of(id)).unwrap();
    }

    /** Returns the path as the user would type it: relative to the working folder when it is inside. */
    private static Path shortest(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private static boolean completed(RunReport report) {
        return report.status().equals("completed");
    }

    private int ended(RunReport report) {
        if (report.status().equals("stopped")) {
            return INTERRUPTED;
        }
        throw new ProblemException(Problem.of(Problem.Kind.FAILED, "the run " + report.status() + ": "
                + report.reason(), report.id(), "see log/athanor.log in the home folder"));
    }

    private void warn(List<Problem> problems) {
        problems.forEach(problem -> console.println("warning: " + problem.message()));
    }

    private void print(Verdict verdict) {
        console.println("");
        console.println("What the live model writes after " + Act.sampleStep(steps) + " steps:");
        verdict.sample().map(text -> Lines.sample(text, console.width())).orElse(problem -> List.of())
                .forEach(console::println);
        console.println("");
        Lines.table(verdict.performed(), console.width()).forEach(console::println);
        console.println("");
        Lines.comparison(verdict).forEach(console::println);
        console.println("");
    }
}
