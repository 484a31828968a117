package org.athanor.plugins.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.inspect.JarInspector;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.store.SetEntry;

/**
 * Makes plans; touches nothing.
 *
 * @param container what the plans are about
 */
public record Planner(Container container) {

    /**
     * Fetches and inspects the jars that a change would bring in from elsewhere. Looks at nothing of the container.
     *
     * @return what can be planned, or why it cannot
     */
    public Result<Request> request(PlanRequest asked) {
        if (asked.subjects().isEmpty()) {
            return Result.err(Problem.of(Kind.USAGE, "nothing is given to plan for", "", "name a plugin or a jar"));
        }
        return switch (asked.operation()) {
            case INSTALL, UPGRADE -> fetched(asked.subjects()).map(jars -> new Request(asked, jars));
            case ROLLBACK, STOP, START, UNINSTALL, USE, ADD, REMOVE -> Result.ok(new Request(asked, List.of()));
        };
    }

    /** A jar may hold plugins of kinds that another one before it brings. */
    private Result<List<PluginJar>> fetched(List<Subject> subjects) {
        List<PluginKind> brought = new ArrayList<>();
        return all(subjects, subject -> container.sources().fetch(subject.name())
                .flatMap(fetched -> JarInspector.inspect(fetched.content(), fetched.source(),
                        container.kinds().and(brought)))
                .map(jar -> {
                    brought.addAll(jar.kinds());
                    return jar;
                }));
    }

    /**
     * Plans a change.
     *
     * @return the blueprint, or why there can be none
     */
    public Result<Blueprint> plan(Request request) {
        Operation operation = request.operation();
        return container.set().read().flatMap(entries -> request.ofSlots()
                ? new SlotPlans(container, operation, request.subjects()).blueprint(entries) : switch (operation) {
            case INSTALL, UPGRADE, ROLLBACK -> jars(request, entries)
                    .flatMap(jars -> permitted(jars, entries))
                    .flatMap(jars -> move(request, jars, entries).orElseGet(() ->
                            new IncomingJars(container, request.asked(), jars, entries).blueprint()));
            case STOP -> lifecycle(request, entries).flatMap(LifecyclePlans::stop);
            case START -> lifecycle(request, entries).flatMap(LifecyclePlans::start);
            case UNINSTALL -> lifecycle(request, entries).flatMap(LifecyclePlans::uninstall);
            case USE, ADD, REMOVE -> throw new IllegalStateException(operation + " is about slots");
        });
    }

    /** Returns the plan for a version that is installed already beside another one; empty when it is not. */
    private Optional<Result<Blueprint>> move(Request request, List<PluginJar> jars, Map<String, SetEntry> entries) {
        PluginJar jar = jars.get(0);
        Optional<SetEntry> entry = Optional.ofNullable(entries.get(jar.symbolicName()))
                .filter(each -> !each.beside().isEmpty() && jars.size() == 1)
                .filter(each -> each.jar(jar.version()).filter(kept -> kept.sha256().equals(jar.sha256())).isPresent());
        return entry.flatMap(each -> container.installed().named(jar.symbolicName()).stream()
                .filter(plugin -> plugin.version().equals(jar.version())).findFirst()
                .map(target -> new MoveToInstalled(container, request.asked(), target, each))
                .map(move -> request.operation() == Operation.ROLLBACK ? move.back(entries)
                        : move.forward(request.subjects().get(0).slot(), entries)));
    }

    /** Returns which sessions a refused change would have reached; none when not even that can be told. */
    public List<Rebinding> affected(Request request) {
        if (request.ofSlots()) {
            try {
                return new SlotPlans(container, request.operation(), request.subjects()).rebindings();
            } catch (ProblemException e) {
                return List.of();
            }
        }
        return switch (request.operation()) {
            case STOP, START, UNINSTALL, USE, ADD, REMOVE -> List.of();
            case INSTALL, UPGRADE, ROLLBACK -> container.set().read().flatMap(entries -> jars(request, entries)
                    .map(jars -> new IncomingJars(container, request.asked(), jars, entries).rebindings()))
                    .orElse(problem -> List.of());
        };
    }

    private Result<LifecyclePlans> lifecycle(Request request, Map<String, SetEntry> entries) {
        return request.subjects().size() == 1 ? container.installed().find(request.names().get(0))
                .map(plugin -> new LifecyclePlans(container, wanted(plugin, entries), request.subjects().get(0),
                        entries))
                : Result.err(Problem.of(Kind.USAGE, "this operation takes one plugin at a time",
                        request.names().get(1), "give one plugin"));
    }

    /** Of several versions that are installed, the plugin set says which one is meant first. */
    private InstalledPlugin wanted(InstalledPlugin found, Map<String, SetEntry> entries) {
        return Optional.ofNullable(entries.get(found.symbolicName())).filter(entry ->
                !entry.beside().isEmpty() && entry.versions().contains(found.version())).flatMap(entry -> container
                .installed()
                .named(found.symbolicName()).stream().filter(plugin -> plugin.version().equals(entry.version()))
                .findFirst()).orElse(found);
    }

    private Result<List<PluginJar>> jars(Request request, Map<String, SetEntry> entries) {
        return request.operation() != Operation.ROLLBACK ? Result.ok(request.jars()) : all(request.subjects(),
                subject -> container.installed().find(subject.name()).flatMap(plugin -> jarBefore(plugin, entries)));
    }

    private static Result<List<PluginJar>> all(List<Subject> subjects, Function<Subject, Result<PluginJar>> get) {
        List<PluginJar> jars = new ArrayList<>();
        for (Subject subject : subjects) {
            Result<PluginJar> jar = get.apply(subject);
            if (jar.failure().isPresent()) {
                return Result.err(jar.failure().get());
            }
            jars.add(jar.unwrap());
        }
        return Result.ok(jars);
    }

    private Result<List<PluginJar>> permitted(List<PluginJar> jars, Map<String, SetEntry> entries) {
        return jars.stream().flatMap(jar -> permitted(jar, entries).failure().stream()).findFirst()
                .<Result<List<PluginJar>>>map(Result::err).orElseGet(() -> Result.ok(jars));
    }

    /** What came with the distribution needs no permission to come back. */
    private Result<PluginJar> permitted(PluginJar jar, Map<String, SetEntry> entries) {
        boolean ofDistribution = Optional.ofNullable(entries.get(jar.symbolicName())).stream()
                .flatMap(entry -> entry.before().stream()).map(SetEntry.Kept::jar)
                .anyMatch(kept -> kept.ofDistribution() && kept.sha256().equals(jar.sha256()));
        return ofDistribution ? Result.ok(jar)
                : container.policy().permit(jar.content(), jar.sha256(), jar.source()).map(done -> jar);
    }

    private Result<PluginJar> jarBefore(InstalledPlugin plugin, Map<String, SetEntry> entries) {
        List<SetEntry.Kept> before = Optional.ofNullable(entries.get(plugin.symbolicName()))
                .map(SetEntry::before).orElse(List.of());
        if (before.isEmpty()) {
            return Result.err(Problem.of(Kind.NOT_FOUND, "there is no version before " + plugin, "",
                    "use plugin:upgrade with the jar that you want"));
        }
        SetEntry.Kept last = before.get(before.size() - 1);
        try {
            return container.store().read(last.jar().sha256())
                    .map(content -> JarInspector.inspect(content, last.jar().source(), container.kinds()))
                    .orElseGet(() -> Result.err(Problem.of(Kind.IO, "the kept jar of " + plugin.symbolicName() + " "
                            + last.version() + " is missing or damaged", container.store().folder().toString(),
                            "use plugin:upgrade with " + last.jar().source())));
        } catch (IOException e) {
            return Result.err(Problem.failed("the kept jar cannot be read", e).at(plugin.symbolicName()));
        }
    }
}
