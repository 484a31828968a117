package org.athanor.exchange.start;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.athanor.exchange.catalog.PluginCatalog;
import org.athanor.exchange.catalog.PluginSettings;
import org.athanor.exchange.generation.Configurations;
import org.athanor.exchange.generation.GenerationBuilder.Framework;
import org.athanor.exchange.migration.Migrators;
import org.athanor.exchange.session.WorkSession;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of the container. */
@Component(service = Sessions.class)
public final class SessionsComponent implements Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(SessionsComponent.class);

    private final Works works;
    private final Migrators migrators;
    private final SessionStart starter;
    private final Map<String, WorkSession> sessions = new LinkedHashMap<>();
    private volatile boolean ending;

    /** Called by Declarative Services. */
    @Activate
    public SessionsComponent(BundleContext context, @Reference ConfigurationAdmin configurations,
            @Reference ServiceComponentRuntime components, @Reference MetaTypeService metatypes,
            @Reference Ledgers ledgers) {
        works = new Works(context);
        migrators = new Migrators(context);
        Configurations ofPlugins = new Configurations(configurations);
        ofPlugins.removeLeftovers();
        starter = new SessionStart(new Framework(context, ofPlugins, new PluginCatalog(context, components),
                new PluginSettings(metatypes)), ledgers, works, migrators, Home.of(context::getProperty));
    }

    @Deactivate
    void close() {
        end();
        works.close();
        migrators.close();
    }

    @Override
    public void end() {
        ending = true;
        list().forEach(SessionsComponent::stop);
    }

    private static void stop(Session session) {
        if (!session.status().state().ended()) {
            session.stop().ifErr(problem -> LOG.warn("run {} does not stop: {}", session.id(), problem));
        }
    }

    @Override
    public Result<Session> start(Path runFile, Path folder, Map<String, String> overrides, Optional<String> id) {
        return register(() -> starter.fresh(runFile, folder.toAbsolutePath(), overrides, id));
    }

    @Override
    public Result<Session> resume(String id, Map<String, String> overrides) {
        if (find(id).filter(session -> !session.status().state().ended()).isPresent()) {
            return Result.err(Problem.of(Kind.USAGE, "the run has not ended", id, "see train:status " + id));
        }
        return register(() -> starter.resumed(id, overrides));
    }

    @Override
    public Result<Result.Done> forget(String id) {
        WorkSession session;
        synchronized (sessions) {
            session = sessions.get(id);
            if (session == null) {
                return Result.err(unknown(id));
            }
            if (!session.status().state().ended()) {
                return Result.err(Problem.of(Kind.USAGE, "the run has not ended", id,
                        "end it first: train:stop " + id));
            }
            sessions.remove(id);
        }
        session.retire();
        return Result.done();
    }

    @Override
    public Result<Session> repeat(Path folder, Map<String, BundleRef> bundles, Optional<String> id) {
        return register(() -> starter.repeated(folder, bundles, id));
    }

    @Override
    public List<Session> list() {
        synchronized (sessions) {
            return List.copyOf(sessions.values());
        }
    }

    @Override
    public Optional<Session> find(String id) {
        synchronized (sessions) {
            return Optional.ofNullable(sessions.get(id));
        }
    }

    @Override
    public Result<Session> required(String id) {
        if (!id.isEmpty()) {
            return find(id).map(Result::ok).orElseGet(() -> Result.err(unknown(id)));
        }
        List<Session> all = list();
        List<Session> running = all.stream().filter(session -> !session.status().state().ended()).toList();
        List<Session> eligible = running.isEmpty() ? all : running;
        if (eligible.size() == 1) {
            return Result.ok(eligible.get(0));
        }
        return Result.err(Problem.of(Kind.USAGE, eligible.isEmpty() ? "there is no session"
                : "there are several sessions", "", eligible.isEmpty() ? "start one with train:start"
                        : "name one of " + eligible.stream().map(Session::id).collect(Collectors.joining(", "))));
    }

    private Problem unknown(String id) {
        return Problem.of(Kind.NOT_FOUND, "there is no session '" + id + "'", "",
                Nearest.hint(id, list().stream().map(Session::id).toList()));
    }

    /** Side by side: a plugin that one start waits for holds no other up. */
    private Result<Session> register(Supplier<WorkSession> start) {
        if (ending) {
            return Result.err(Problem.of(Kind.REFUSED, "the container is ending, and starts nothing any more"));
        }
        try {
            WorkSession session = start.get();
            WorkSession former;
            synchronized (sessions) {
                former = sessions.put(session.id(), session);
            }
            if (former != null) {
                former.retire();
            }
            if (ending) {
                stop(session);
            }
            return Result.ok(session);
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("the session could not be started", e));
        }
    }
}
