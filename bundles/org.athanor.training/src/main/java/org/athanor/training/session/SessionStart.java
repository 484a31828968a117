package org.athanor.training.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.torch.Torch;
import org.athanor.training.catalog.CatalogEntry;
import org.athanor.training.config.RunFile;
import org.athanor.training.config.Section;
import org.athanor.training.config.SessionConfig;
import org.athanor.training.config.Setting;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.GenerationBuilder.Framework;
import org.athanor.training.generation.Slot;
import org.athanor.training.migration.Migrators;
import org.athanor.training.routing.RouteTable;
import org.athanor.training.session.SessionOpener.Opening;
import org.bytedeco.pytorch.Device;

/** Starts sessions: reads and checks the run file and chooses the plugins. */
final class SessionStart {

    private final Framework framework;
    private final SessionOpener opener;
    private final Home home;

    SessionStart(Framework framework, Ledgers ledgers, RouteTable routes, Migrators migrators, Home home) {
        this.framework = framework;
        this.opener = new SessionOpener(framework, ledgers, routes, migrators);
        this.home = home;
    }

    /** Starts a new run; throws a {@link ProblemException}, having left nothing behind, when it cannot. */
    TrainingSession fresh(Path runFile, Map<String, String> overrides, Optional<String> name) {
        SessionConfig config = SessionConfig.of(RunFile.read(runFile, overrides).unwrap());
        return begin(name.orElseGet(() -> freeName(runFile)), config, candidates(config), Path.of("").toAbsolutePath(),
                Optional.empty());
    }

    /** Starts a run anew, paused; throws a {@link ProblemException}, having left nothing behind, when it cannot. */
    TrainingSession repeated(Path original, Map<String, Long> bundles, Optional<String> name) {
        RunFolder left = new RunFolder(original);
        if (!Files.exists(left.runFile())) {
            throw new ProblemException(Problem.of(Kind.NOT_FOUND, "there is no run here", original.toString(),
                    "name a run, or the folder of one"));
        }
        SessionConfig config = SessionConfig.of(RunFile.read(left.runFile(), Map.of()).unwrap());
        List<Candidate> candidates = candidates(config).stream().map(each -> new Candidate(each.slot(),
                bundles.getOrDefault(each.slot().id(), each.bundleId()))).toList();
        try {
            return begin(name.orElseGet(() -> freeName(Path.of(original.getFileName() + "-replay"))), config,
                    candidates, left.base(), Optional.of(left));
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the run cannot be read", e).at(original.toString()));
        }
    }

    private TrainingSession begin(String id, SessionConfig config, List<Candidate> candidates, Path base,
            Optional<RunFolder> repeated) {
        Device device = Torch.device(config.trainer().device());
        RunFolder folder = new RunFolder(home.runs().resolve(checked(id)));
        // Without a run file it is what a start that was cut off has left: there is nothing to go on with.
        if (Files.exists(folder.runFile())) {
            throw new ProblemException(Problem.of(Kind.USAGE, "there is a run '" + id + "' already", "--id",
                    "choose another name, or go on with it: --resume " + id));
        }
        Set<Path> before = Set.of();
        try {
            before = RunFiles.all(folder.path());
            Files.createDirectories(folder.path());
            folder.writeRunFile(config.root(), base);
            Opening opening = new Opening(id, folder, config, base, device, 0, Optional.empty(), repeated);
            // The plugins of a run that is repeated are given: there is nothing to choose again.
            return repeated.isPresent() ? opener.open(opening, candidates) : open(opening, candidates);
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
    TrainingSession resumed(String id, Map<String, String> overrides) {
        RunFolder folder = new RunFolder(home.runs().resolve(checked(id)));
        if (!Files.exists(folder.runFile())) {
            throw new ProblemException(Problem.of(Kind.NOT_FOUND, "there is no run '" + id + "'",
                    home.runs().toString(), RunFiles.nearest(home.runs(), id)));
        }
        Resumption.checkOverrides(overrides);
        Map<String, String> settings = new LinkedHashMap<>(overrides);
        Optional<Long> step = Optional.ofNullable(settings.remove(Resumption.STEP)).map(Resumption::step);
        boolean otherData = Optional.ofNullable(settings.remove(Resumption.DATA)).map(Resumption::otherData)
                .orElse(false);
        SessionConfig config = SessionConfig.of(RunFile.read(folder.runFile(), settings).unwrap());
        try {
            int resumes = folder.started() ? folder.resumes() + 1 : 0;
            Resumption resumption = new Resumption(step.isPresent() ? step : folder.abandonedFor(), otherData,
                    settings, SessionConfig.of(RunFile.read(folder.runFile(), Map.of()).unwrap()).trainer(),
                    folder.lines());
            return open(new Opening(id, folder, config, folder.base(), Torch.device(config.trainer().device()),
                    resumes, Optional.of(resumption), Optional.empty()), candidates(config));
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the run cannot be read", e).at(folder.path().toString()));
        }
    }

    /** Opens a session; when a plugin was exchanged between the choice and its use, chooses again. */
    private TrainingSession open(Opening opening, List<Candidate> chosen) throws IOException {
        try {
            return opener.open(opening, chosen);
        } catch (ProblemException e) {
            List<Candidate> now = candidates(opening.config());
            if (bundles(now).equals(bundles(chosen))) {
                throw e;
            }
            return open(opening, now);
        }
    }

    private static List<Long> bundles(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::bundleId).toList();
    }

    /** Finds the plugins that a run file chooses and checks their sections and their rules with each other. */
    private List<Candidate> candidates(SessionConfig config) {
        List<CatalogEntry> entries = new ArrayList<>();
        List<PluginKind> kinds = SessionConfig.singleKinds();
        for (int i = 0; i < kinds.size(); i++) {
            entries.add(framework.catalog().find(kinds.get(i), config.singles().get(i)).unwrap());
        }
        config.others().forEach(choice -> entries.add(framework.catalog().findOther(choice).unwrap()));
        Set<String> sections = entries.stream().map(entry -> entry.descriptor().configKey())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        config.checkSections(sections);
        List<Candidate> candidates = new ArrayList<>();
        for (CatalogEntry entry : entries) {
            PluginDescriptor plugin = entry.descriptor();
            Section section = config.root().section(plugin.configKey())
                    .without(SessionConfig.selector(plugin.kind()));
            framework.settings().configuration(entry, section).unwrap();
            candidates.add(new Candidate(new Slot(plugin.kind(), plugin.name(), section),
                    entry.bundle().getBundleId()));
        }
        PluginDescriptor.violations(entries.stream().map(CatalogEntry::descriptor).toList()).stream().findFirst()
                .ifPresent(rule -> {
                    throw new ProblemException(Problem.of(Kind.CONFIGURATION, rule,
                            config.root().setting("plugins").map(Setting::where).orElse(config.root().where()),
                            "change 'plugins'"));
                });
        return candidates;
    }

    private String freeName(Path runFile) {
        String stem = runFile.getFileName().toString().replaceAll("\\.ya?ml$", "").replaceAll("[^A-Za-z0-9._-]", "-");
        int number = 1;
        while (Files.exists(home.runs().resolve(stem + "-" + number))) {
            number++;
        }
        return stem + "-" + number;
    }

    private static String checked(String id) {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ProblemException(Problem.of(Kind.USAGE, "'" + id + "' cannot name a run", "--id",
                    "use letters, digits, '.', '_' and '-'"));
        }
        return id;
    }
}
