package org.athanor.exchange.start;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.lifecycle.Recorded;
import org.athanor.api.lifecycle.RunHistory;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.GenerationBuilder;
import org.athanor.exchange.generation.GenerationBuilder.Framework;
import org.athanor.exchange.generation.GenerationBuilder.Identity;
import org.athanor.exchange.generation.SessionServices;
import org.athanor.exchange.migration.Migrators;
import org.athanor.exchange.peer.SessionPeers;
import org.athanor.exchange.run.RecordedSetting;
import org.athanor.exchange.run.RunFolder;
import org.athanor.exchange.run.RunJars;
import org.athanor.exchange.session.Assembly;
import org.athanor.exchange.session.Assembly.Beginning;
import org.athanor.exchange.session.LateListener;
import org.athanor.exchange.session.Machinery;
import org.athanor.exchange.session.SessionHost;
import org.athanor.exchange.session.SessionLife;
import org.athanor.exchange.session.SettingChanges;
import org.athanor.exchange.session.WorkSession;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.Resumption;
import org.athanor.exchange.work.RunningWork;
import org.athanor.exchange.work.Work;

/** Opens a session with the plugins that were chosen: builds the first generation, and goes on from a place. */
final class SessionOpener {

    /** How long what a session that does not start has begun may still take. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    private final Framework framework;
    private final Ledgers ledgers;
    private final Migrators migrators;

    SessionOpener(Framework framework, Ledgers ledgers, Migrators migrators) {
        this.framework = framework;
        this.ledgers = ledgers;
        this.migrators = migrators;
    }

    /**
     * What a session is opened with.
     *
     * @param root the run file
     * @param base the folder that relative paths of the run file start from
     * @param resumes how often the run was resumed, with this time
     * @param resumption how the run goes on or is repeated; empty for a new one
     */
    record Opening(String id, Work kind, Job job, RunFolder folder, Section root, Path base, int resumes,
            Optional<Resumption> resumption) {

        boolean goesOn() {
            return resumption.filter(how -> !how.repeats()).isPresent();
        }
    }

    /** Opens a session; throws a {@link ProblemException}, with everything let go, when it cannot. */
    WorkSession open(Opening opening, List<Candidate> chosen) throws IOException {
        RunFolder folder = opening.folder();
        Ledger ledger = ledgers.open(folder.ledger()).unwrap();
        LateListener listener = new LateListener();
        SessionServices services = new SessionServices(framework.context(), opening.id(), listener);
        SessionPeers peers = new SessionPeers(framework.context());
        GenerationBuilder builder = new GenerationBuilder(framework, new Identity(opening.id(), Map.of(
                SessionScope.PREFIX_ + "id", opening.id(), SessionScope.PREFIX_ + "run", folder.identity().key(),
                SessionScope.PREFIX_ + "repeats", Boolean.toString(opening.resumption()
                        .filter(Resumption::repeats).isPresent()), SessionScope.PREFIX_ + "directory",
                folder.path().toString(), SessionScope.PREFIX_ + "base", opening.base().toString())),
                opening.job().threads(), services, peers);
        SessionLife life = new SessionLife(folder.identity(), opening.kind(), framework.context(), folder,
                new RunJars(framework.context(), folder), ledger, builder, peers, services, migrators,
                opening.resumes());
        try {
            Optional<Place> place = opening.goesOn() ? opening.job().place(opening.resumption().orElseThrow(),
                    asking(builder, opening.kind(), chosen)).unwrap() : Optional.empty();
            List<Candidate> candidates = place.map(found -> Selection.at(found, opening.kind(), chosen,
                    framework.catalog())).orElse(chosen);
            Machinery machinery = Machinery.of(life);
            SessionHost host = new SessionHost(machinery);
            RunningWork work = opening.job().work(host, place, opening.resumption());
            Map<String, String> overridden = opening.goesOn() ? SettingChanges.override(work,
                    opening.resumption().orElseThrow().overrides()) : Map.of();
            Generation first = builder.build(candidates, Optional.empty(), work::content).unwrap();
            try {
                for (var binding : first.bindings()) {
                    life.jars().keep(binding).unwrap();
                }
                folder.writeFeature(opening.id(), framework.context().getBundles(), life.jars());
                return new Assembly(machinery, work, first, opening.root(), framework.catalog()).start(host,
                        beginning(opening, place, overridden), listener);
            } catch (Throwable e) {
                work.close();
                first.end(LAST_CALLS);
                throw e;
            }
        } catch (Throwable e) {
            abandon(life, e);
            throw e;
        }
    }

    private Job.Asking asking(GenerationBuilder builder, Work kind, List<Candidate> chosen) {
        return new Job.Asking() {
            @Override
            public <S, T> Result<T> ask(String slot, Class<S> type, Function<S, Result<T>> question) {
                return builder.ask(chosen.stream().filter(each -> each.slot().name().equals(slot)).findFirst()
                        .orElseThrow(), type, question);
            }

            @Override
            public <S, T> Result<T> ask(Place.Filled filled, Class<S> type, Function<S, Result<T>> question) {
                try {
                    return builder.ask(Selection.at(filled, kind, chosen, framework.catalog()), type, question);
                } catch (ProblemException e) {
                    return Result.err(e.problem());
                }
            }
        };
    }

    private static Beginning beginning(Opening opening, Optional<Place> place, Map<String, String> overridden) {
        List<RecordedSetting> again = !opening.goesOn() ? List.of() : RecordedSetting.after(
                opening.resumption().orElseThrow().lines(), place.map(Place::step),
                opening.resumption().orElseThrow().overrides().keySet());
        List<Recorded.Exchanged> exchanges = !opening.goesOn() ? List.of() : RunHistory.intended(opening
                .resumption().orElseThrow().lines()).exchangesFrom(place.map(Place::step).orElse(0L));
        return new Beginning(place.map(Place::states).orElseGet(opening.folder()::firstStates), overridden, again,
                exchanges, opening.resumption().filter(Resumption::repeats).isPresent());
    }

    /** {@code failure} takes along what cannot be let go. */
    private static void abandon(SessionLife life, Throwable failure) {
        for (AutoCloseable left : List.<AutoCloseable>of(life.services(), life.ledger())) {
            try {
                left.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }
}
