package org.athanor.plugins.plan;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
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
     * Plans a change.
     *
     * @param subject a source for INSTALL and UPGRADE, otherwise a plugin
     * @return the blueprint, or why there can be none
     */
    public Result<Blueprint> plan(Operation operation, String subject) {
        return container.set().read().flatMap(entries -> switch (operation) {
            case INSTALL, UPGRADE, ROLLBACK -> jar(operation, subject, entries)
                    .flatMap(jar -> permitted(jar, entries))
                    .flatMap(jar -> new Arrival(container, operation, jar, entries).blueprint());
            case STOP -> container.installed().find(subject)
                    .flatMap(plugin -> new Stay(container, plugin, entries).stop());
            case START -> container.installed().find(subject)
                    .flatMap(plugin -> new Stay(container, plugin, entries).start());
            case UNINSTALL -> container.installed().find(subject)
                    .flatMap(plugin -> new Stay(container, plugin, entries).uninstall());
        });
    }

    /**
     * A jar that was refused, and whom it would have reached.
     *
     * @param jar the jar
     * @param sessions the sessions that would have been switched
     */
    public record Affected(PluginJar jar, List<SessionChange> sessions) {
    }

    /** Returns which sessions a refused change would have reached; empty when not even that can be told. */
    public Optional<Affected> affected(Operation operation, String subject) {
        if (operation.compareTo(Operation.ROLLBACK) > 0) {
            return Optional.empty();
        }
        return container.set().read().flatMap(entries -> jar(operation, subject, entries).map(jar ->
                new Affected(jar, new Arrival(container, operation, jar, entries).changes()))).toOptional();
    }

    /** What came with the distribution needs no permission to come back. */
    private Result<PluginJar> permitted(PluginJar jar, Map<String, SetEntry> entries) {
        boolean ofDistribution = Optional.ofNullable(entries.get(jar.symbolicName())).stream()
                .flatMap(entry -> entry.before().stream()).map(SetEntry.Before::jar)
                .anyMatch(kept -> kept.ofDistribution() && kept.sha256().equals(jar.sha256()));
        return ofDistribution ? Result.ok(jar)
                : container.policy().permit(jar.content(), jar.sha256(), jar.source()).map(done -> jar);
    }

    private Result<PluginJar> jar(Operation operation, String subject, Map<String, SetEntry> entries) {
        return operation == Operation.ROLLBACK
                ? container.installed().find(subject).flatMap(plugin -> jarBefore(plugin, entries))
                : container.sources().fetch(subject)
                        .flatMap(fetched -> JarInspector.inspect(fetched.content(), fetched.source()));
    }

    private Result<PluginJar> jarBefore(InstalledPlugin plugin, Map<String, SetEntry> entries) {
        List<SetEntry.Before> before = Optional.ofNullable(entries.get(plugin.symbolicName()))
                .map(SetEntry::before).orElse(List.of());
        if (before.isEmpty()) {
            return Result.err(Problem.of(Kind.NOT_FOUND, "there is no version before " + plugin, "",
                    "use plugin:upgrade with the jar that you want"));
        }
        SetEntry.Before last = before.get(before.size() - 1);
        try {
            return container.store().read(last.jar().sha256())
                    .map(content -> JarInspector.inspect(content, last.jar().source()))
                    .orElseGet(() -> Result.err(Problem.of(Kind.IO, "the kept jar of " + plugin.symbolicName() + " "
                            + last.version() + " is missing or damaged", container.store().folder().toString(),
                            "use plugin:upgrade with " + last.jar().source())));
        } catch (IOException e) {
            return Result.err(Problem.failed("the kept jar cannot be read", e).at(plugin.symbolicName()));
        }
    }
}
