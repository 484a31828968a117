package org.athanor.demo;

import java.nio.file.Path;
import java.util.List;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Problem;
import org.athanor.api.session.SwapOutcome;

/**
 * Takes the demo's versions out of the container again.
 *
 * @param plugins the plugins of the container
 * @param jars the folder that the demo's versions came from
 */
record Shipped(Plugins plugins, Path jars) {

    /**
     * Goes back to the versions before the demo; also to those before a demo that was killed.
     *
     * @return what could not be taken back; normally nothing
     */
    List<Problem> restore() {
        return plugins.list().stream().filter(plugin -> plugin.source().startsWith(jars.toString()))
                .map(plugin -> plugin.descriptor().bundle()).distinct()
                .flatMap(bundle -> plugins.plan(Operation.ROLLBACK, bundle)
                        .flatMap(plan -> plugins.apply(plan, ApplyOptions.standard("demo")))
                        .map(Shipped::problem).orElse(problem -> List.of(problem)).stream())
                .toList();
    }

    private static List<Problem> problem(Plugins.Applied applied) {
        return applied.outcome() instanceof SwapOutcome.Committed ? List.of()
                : List.of(Problem.of(Problem.Kind.FAILED, applied.message()));
    }
}
