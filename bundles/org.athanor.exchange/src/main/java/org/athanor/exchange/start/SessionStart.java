package org.athanor.exchange.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.config.RunFile;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.GenerationBuilder.Framework;
import org.athanor.exchange.migration.Migrators;
import org.athanor.exchange.run.RunFiles;
import org.athanor.exchange.run.RunFolder;
import org.athanor.exchange.session.WorkSession;
import org.athanor.exchange.start.SessionOpener.Opening;
import org.athanor.exchange.start.StartingRuns.Taken;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.Resumption;
import org.athanor.exchange.work.Work;

/** Starts sessions: reads the run file, finds the kind of work that it is for, and chooses the plugins. */
final class SessionStart {

    private final Framework framework;
    private final SessionOpener opener;
    private final Works works;
    private final Ledgers ledgers;
    private final Home home;
    private final StartingRuns starting = new StartingRuns();

    SessionStart(Framework framework, Ledgers ledgers, Works works, Migrators migrators, Home home) {
        this.framework = framework;
        this.opener = new SessionOpener(framework, ledgers, migrators);
        this.works = works;
        this.ledgers = ledgers;
        this.home = home;
    }

    /** A run file that was read. */
    private record Read(Section root, Work work, Job job, List<Candidate> chosen) {
    }

    private Read read(Path runFile, Map<String, String> overrides) {
        Section root = RunFile.read(runFile, overrides).unwrap();
        Work work = works.of(root);
        List<Candidate> chosen = Selection.of(work, root, framework.catalog());
        return new Read(root, work, work.read(root).unwrap(), chosen);
    }

    /** Starts a new run; throws a {@link ProblemException}, having left nothing behind, when it cannot. */
    WorkSession fresh(Path runFile, Path base, Map<String, String> overrides, Optional<String> name) {
        try (Taken id = taken(name, runFile)) {
            return begin(id.name(), read(runFile, overrides), base, Optional.empty());
        }
    }

    /** Starts a run anew, paused; throws a {@link ProblemException}, having left nothing behind, when it cannot. */
    WorkSession repeated(Path original, Map<String, BundleRef> bundles, Optional<String> name) {
        RunFolder left = new RunFolder(original, ledgers);
        if (!Files.exists(left.runFile())) {
            throw new ProblemException(Problem.of(Kind.NOT_FOUND, "there is no run here", original.toString(),
                    "name a run, or the folder of one"));
        }
        Read read = read(left.runFile(), Map.of());
        List<Candidate> candidates = new ArrayList<>();
        read.chosen().forEach(each -> candidates.add(Optional.ofNullable(bundles.get(each.slot().name()))
                .flatMap(framework.catalog()::bundle).map(bundle -> new Candidate(each.slot(), each.kind(),
                        each.plugin(), bundle.getBundleId(), each.section())).orElse(each)));
        try (Taken id = taken(name, Path.of(original.getFileName() + "-replay"))) {
            return begin(id.name(), new Read(read.root(), read.work(), read.job(), candidates), left.base(),
                    Optional.of(new Resumption(true, Optional.empty(), Map.of(), read.root(), left.lines(),
                            left.identity())));
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the run cannot be read", e).at(original.toString()));
        }
    }

    private WorkSession begin(String id, Read read, Path base, Optional<Resumption> repeated) {
        RunFolder folder = new RunFolder(home.runs().resolve(id), ledgers);
        // Without a run file it is what a start that was cut off has left: there is nothing to go on with.
        if (Files.exists(folder.runFile())) {
            throw new ProblemException(Problem.of(Kind.USAGE, "there is a run '" + id + "' already", "--id",
                    "choose another name, or go on with it: --resume " + id));
        }
        Set<Path> before = Set.of();
        try {
            before = RunFiles.all(folder.path());
            Files.createDirectories(folder.path());
            folder.writeRunFile(read.root(), base);
            Opening opening = new Opening(id, read.work(), read.job(), folder, read.root(), base, 0, repeated);
            // The plugins of a run that is repeated are given: there is nothing to choose again.
            return repeated.isPresent() ? opener.open(opening, read.chosen()) : open(opening, read.chosen());
        } catch (IOException e) {
            ProblemException problem = new ProblemException(RunFiles.unwritable(folder.path(), e));
            RunFiles.deleteNew(folder.path(), before, problem);
            throw problem;
        } catch (Throwable e) {
            RunFiles.deleteNew(folder.path(), before, e);
            throw e;
        }
    }

    /** Goes on with a run; throws a {@link ProblemException} when it cannot. */
    WorkSession resumed(String id, Map<String, String> overrides) {
        try (Taken taken = starting.take(checked(id))) {
            return resume(taken.name(), overrides);
        }
    }

    private WorkSession resume(String id, Map<String, String> overrides) {
        RunFolder folder = new RunFolder(home.runs().resolve(id), ledgers);
        if (!Files.exists(folder.runFile())) {
            throw new ProblemException(Problem.of(Kind.NOT_FOUND, "there is no run '" + id + "'",
                    home.runs().toString(), RunFiles.nearest(home.runs(), id)));
        }
        Map<String, String> settings = new LinkedHashMap<>(overrides);
        Optional<Long> step = Optional.ofNullable(settings.remove(Resumption.STEP)).map(SessionStart::step);
        Section original = RunFile.read(folder.runFile(), Map.of()).unwrap();
        checkOverrides(settings, works.of(original).read(original).unwrap());
        Map<String, String> ofRunFile = new LinkedHashMap<>(settings);
        ofRunFile.keySet().removeIf(key -> key.startsWith("resume."));
        Read read = read(folder.runFile(), ofRunFile);
        try {
            Set<String> changed = folder.changed();
            if (!changed.isEmpty()) {
                throw new ProblemException(Problem.of(Kind.REFUSED, "was changed since the run began: "
                        + String.join(", ", changed), folder.runFile().toString(),
                        "put it back as it was; what may change is given with --set"));
            }
            int resumes = folder.started() ? folder.resumes() + 1 : 0;
            Resumption resumption = new Resumption(false, step.isPresent() ? step : folder.abandonedFor(), settings,
                    original, folder.lines(), folder.identity());
            return open(new Opening(id, read.work(), read.job(), folder, read.root(), folder.base(), resumes,
                    Optional.of(resumption)), read.chosen());
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the run cannot be read", e).at(folder.path().toString()));
        }
    }

    /** Refuses overrides that would make the run another one. */
    private static void checkOverrides(Map<String, String> overrides, Job job) {
        Set<String> allowed = new TreeSet<>(job.changeableAtResume());
        allowed.add(Resumption.STEP);
        for (String key : overrides.keySet()) {
            if (!allowed.contains(key)) {
                throw new ProblemException(Problem.of(Kind.USAGE, "'" + key + "' cannot change when a run is resumed",
                        "--set", "these can: " + String.join(", ", allowed)));
            }
        }
    }

    private static long step(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new ProblemException(Problem.of(Kind.USAGE, "'" + value + "' is no step", "--set "
                    + Resumption.STEP, "give it the step of a checkpoint"));
        }
    }

    /** Opens a session; when a plugin was exchanged between the choice and its use, chooses again. */
    private WorkSession open(Opening opening, List<Candidate> chosen) throws IOException {
        try {
            return opener.open(opening, chosen);
        } catch (ProblemException e) {
            List<Candidate> now = Selection.of(opening.kind(), opening.root(), framework.catalog());
            if (bundles(now).equals(bundles(chosen))) {
                throw e;
            }
            return open(opening, now);
        }
    }

    private static List<Long> bundles(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::bundleId).toList();
    }

    /** Takes a name that was given, or else one that the run file suggests. */
    private Taken taken(Optional<String> name, Path runFile) {
        if (name.isPresent()) {
            return starting.take(checked(name.get()));
        }
        String plain = Normalizer.normalize(runFile.getFileName().toString(), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "").replaceAll("\\.ya?ml$", "");
        String named = plain.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[._-]+", "");
        String stem = named.isEmpty() ? "run" : named;
        return starting.takeFirst(Stream.iterate(1, number -> number + 1).map(number -> stem + "-" + number),
                candidate -> Files.exists(home.runs().resolve(candidate)));
    }

    private static String checked(String id) {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ProblemException(Problem.of(Kind.USAGE, "'" + id + "' cannot name a run", "--id",
                    "use letters, digits, '.', '_' and '-'"));
        }
        return id;
    }
}
