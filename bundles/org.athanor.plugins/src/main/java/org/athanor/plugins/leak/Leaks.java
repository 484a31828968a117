package org.athanor.plugins.leak;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.bundle.LoaderWatch;
import org.athanor.plugins.bundle.LoaderWatch.Watched;
import org.athanor.plugins.plan.Blueprint;

/** Answers what leaks, and keeps out what has leaked. Thread-safe. */
public final class Leaks {

    private final LoaderWatch loaders;
    private final Quarantine quarantine;
    private final LeakSearch search;

    /**
     * Begins with nothing under quarantine.
     *
     * @param temporary for dumps of the heap; created when it is needed
     */
    public Leaks(LoaderWatch loaders, Ledger ledger, Path temporary) {
        this.loaders = loaders;
        this.quarantine = new Quarantine(ledger);
        this.search = new LeakSearch(temporary.resolve("leaks"));
    }

    /**
     * Returns how many loaders stay reachable after collections, and puts their bundles under quarantine.
     *
     * @param may whether a collection may be asked for; once it is not, what is left may only not be collected yet
     */
    public int alive(BooleanSupplier may) {
        try {
            Optional<List<Watched>> reachable = loaders.reachable(may);
            reachable.ifPresent(quarantine::add);
            return reachable.map(List::size).orElseGet(loaders::watched);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return loaders.watched();
        }
    }

    /** Finds what holds the loaders that stay reachable, and puts their bundles under quarantine. */
    public List<Leak> find() {
        try {
            List<Watched> reachable = loaders.reachable(() -> true).orElseThrow();
            if (reachable.isEmpty()) {
                return List.of();
            }
            List<LeakSearch.Found> found = search.search(reachable);
            quarantine.add(found.stream().map(LeakSearch.Found::loader).toList());
            return found.stream().map(LeakSearch.Found::leak).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of(Problem.Kind.FAILED, "the search for leaks was interrupted", "",
                    "ask again"));
        }
    }

    /** Returns what is under quarantine. */
    public List<PluginInfo> quarantined() {
        return quarantine.plugins();
    }

    /** Refuses a blueprint that would bring in what is under quarantine. */
    public Result<Blueprint> admit(Blueprint blueprint) {
        return blueprint.jars().stream()
                .flatMap(jar -> quarantine.refusal(jar.symbolicName(), jar.version()).stream()).findFirst()
                .<Result<Blueprint>>map(Result::err).orElseGet(() -> Result.ok(blueprint));
    }
}
