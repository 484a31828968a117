package org.athanor.conformance.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.ProblemException;
import org.athanor.conformance.Check;
import org.athanor.conformance.Report;
import org.athanor.conformance.trial.Candidate;
import org.athanor.conformance.trial.Container;
import org.athanor.conformance.trial.RecordingConsole;
import org.athanor.conformance.trial.RunFiles;
import org.athanor.conformance.trial.Runs;
import org.athanor.conformance.trial.Trial;
import org.athanor.conformance.trial.Watch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All checks of one plugin, one after the other, in a container that has nothing else to do.
 */
public final class Examination {

    private static final Logger LOG = LoggerFactory.getLogger(Examination.class);

    private final Container container;
    private final Path jar;
    private final Optional<Path> run;
    private final Consumer<Check> told;
    private final List<Check> checks = new ArrayList<>();
    private Optional<Candidate> read = Optional.empty();
    private volatile String current = "description";

    /** What a check does; answers what it tried. */
    @FunctionalInterface
    private interface Work {
        String examine() throws InterruptedException;
    }

    /**
     * Prepares an examination.
     *
     * @param jar the plugin
     * @param run a run file whose sections it needs to work
     * @param told hears of each check as it is done
     */
    public Examination(Container container, Path jar, Optional<Path> run, Consumer<Check> told) {
        this.container = container;
        this.jar = jar;
        this.run = run;
        this.told = told;
    }

    /**
     * Makes the checks.
     *
     * @param swaps how often the plugin is exchanged
     * @param patience after how long without progress it hangs
     * @param fatal gets the report of an examination that cannot go on; must end the process
     * @throws ProblemException when the run file cannot be read
     */
    public Report perform(int swaps, Duration patience, Consumer<Report> fatal) throws InterruptedException {
        Path folder = Home.of(container.context()::getProperty).temporary().resolve("conformance");
        if (!pass("description", () -> {
            read = Optional.of(Candidate.read(container.context(), jar));
            return read.get().ids();
        }, false)) {
            return report();
        }
        Candidate candidate = read.orElseThrow();
        Trial trial = Trial.of(container.context(), RunFiles.WORK);
        Candidate placed = candidate.with(candidate.plugins().stream()
                .filter(plugin -> trial.slot(plugin).isPresent()).toList());
        RunFiles files = RunFiles.in(folder.resolve("runs"), placed, run, trial);
        try (Watch watch = new Watch(candidate, patience, what -> {
            add(new Check(current, false, what));
            fatal.accept(report());
        }); RecordingConsole console = new RecordingConsole(container.context())) {
            Runs runs = new Runs(container.sessions(), watch);
            Output output = new Output(candidate);
            Remains remains = new Remains(candidate);
            Description description = new Description(container, candidate);
            if (pass("description", description::check, true)) {
                tellUnplaced(candidate, placed);
                if (!placed.plugins().isEmpty()) {
                    used(placed, files, runs, console, folder, swaps);
                }
            }
            watch.progress();
            pass("threads", () -> {
                description.remove();
                return remains.threads(container.plugins());
            }, true);
            pass("loader", remains::loader, true);
            pass("output", output::check, true);
        }
        return report();
    }

    /** A plugin that another kind of work uses is no worse for that, but whoever reads the report must know. */
    private void tellUnplaced(Candidate candidate, Candidate placed) {
        List<String> others = candidate.plugins().stream().filter(plugin -> !placed.plugins().contains(plugin))
                .map(PluginDescriptor::id).toList();
        if (!others.isEmpty()) {
            add(new Check("slot", true, "a " + RunFiles.WORK + " has no slot for " + String.join(", ", others)
                    + ": not used in a run, so no settings, state or exchange of it were tried"));
        }
    }

    /** The checks of a plugin that is installed and describes itself. */
    private void used(Candidate candidate, RunFiles files, Runs runs, RecordingConsole console, Path folder, int swaps)
            throws InterruptedException {
        Description description = new Description(container, candidate);
        boolean works = pass("configuration", () -> new Configuration(container, candidate, files, runs)
                .check(description.bundle().orElseThrow()), true);
        if (!works) {
            return;
        }
        pass("messages", () -> new Messages(container, candidate, files, runs)
                .check(description.bundle().orElseThrow()), true);
        TextRoundTrip text = new TextRoundTrip(container, candidate, files, runs);
        if (!text.tokenizers().isEmpty()) {
            pass("text", () -> text.check(description.bundle().orElseThrow()), true);
        }
        pass("state", () -> new StateRoundTrip(container, candidate, files, runs)
                .check(description.bundle().orElseThrow()), true);
        pass("swaps", () -> new Swaps(container, candidate, files, runs, console, folder).check(swaps), true);
    }

    /** Makes a check; answers whether it was passed. One that is only a beginning is not told of when it was. */
    private boolean pass(String name, Work work, boolean whole) throws InterruptedException {
        current = name;
        try {
            String detail = work.examine();
            if (whole) {
                add(new Check(name, true, detail));
            }
            return true;
        } catch (ProblemException e) {
            LOG.warn("{}: {}", name, e.problem(), e);
            add(new Check(name, false, e.problem().message()));
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("{} failed", name, e);
            add(new Check(name, false, "unexpected: " + e));
        }
        return false;
    }

    private synchronized void add(Check check) {
        checks.add(check);
        told.accept(check);
    }

    private synchronized Report report() {
        return new Report(jar.getFileName().toString(), checks);
    }
}
