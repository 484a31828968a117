package org.athanor.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.session.Session;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.osgi.framework.wiring.BundleRevision;

/** What a session owns holds nothing of a plugin: neither an object of its classes nor a class nor its loader. */
public class SessionStateIT extends ContainerTest {

    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 32, context: 32}
            data: {path: %s}
            trainer: {max_steps: 1000000, batch_size: 4, micro_batch: 2, workers: 2, seed: 7, schedule: constant}
            eval: {every: 5, batches: 1}
            checkpoint: {every: 5, keep: 1}
            plugins: [lora, jsonl, -console]
            lora: {r: 2, target_modules: [attn.qkv]}
            """;

    /** What is no state of its own, but leads to the plugins that are in use. */
    private static final String GENERATION = "org.athanor.exchange.generation.Generation";
    private static final String STEERING = "org.athanor.exchange.swap.SessionState";
    private static final String STATE = "org.athanor.training.state.";

    @Test
    public void theStateOfASessionHoldsNoPlugin() throws IOException {
        Session session = start(runFile(RUN.formatted(text)));
        session.advance(7).unwrap();
        for (String plugin : List.of("byte", "lora", "adamw", "gpt")) {
            plugins.change(Operation.UPGRADE, List.of(NextVersion.of(location(plugin), "0.2.0", folder).toString()),
                    ApplyOptions.standard("test"), plan -> { }).unwrap();
            session.advance(session.status().step() + 2).unwrap();
        }

        ObjectGraph all = ObjectGraph.of(List.of(session), SessionStateIT::leadsElsewhere);
        List<Object> state = all.objects(object -> isState(object.getClass().getName()));

        assertEquals(Set.of("ModelState", "Progress", "Settings", "UpdateCounts", "SessionState"),
                state.stream().map(object -> object.getClass().getSimpleName()).collect(Collectors.toSet()));
        assertTrue("a session holds its plugins, and the walk finds them", session.bindings().stream()
                .allMatch(binding -> all.objects(SessionStateIT::ofAPlugin).stream()
                        .anyMatch(object -> bundle(object).filter(binding.bundle()::names)
                                .isPresent())));
        ObjectGraph owned = ObjectGraph.of(state, object -> object.getClass().getName().equals(GENERATION));
        assertEquals(List.of(), owned.objects(SessionStateIT::ofAPlugin).stream().map(owned::path).toList());
        session.stop().unwrap();
    }

    /** The framework, threads and streams lead to everything in the process. */
    private static boolean leadsElsewhere(Object object) {
        String type = object.getClass().getName();
        return !(type.startsWith("org.athanor.") || type.startsWith("java.util.") || object instanceof Object[]);
    }

    private static boolean isState(String type) {
        return type.startsWith(STATE) || type.equals(STEERING);
    }

    private static boolean ofAPlugin(Object object) {
        return bundle(object).map(bundle -> bundle.adapt(BundleRevision.class))
                .filter(revision -> !revision.getDeclaredCapabilities(AthanorPlugin.NAMESPACE).isEmpty()).isPresent();
    }

    private static Optional<Bundle> bundle(Object object) {
        ClassLoader loader = object instanceof ClassLoader itself ? itself
                : object instanceof Class<?> type ? type.getClassLoader() : object.getClass().getClassLoader();
        return loader instanceof BundleReference reference ? Optional.of(reference.getBundle()) : Optional.empty();
    }

    private String location(String plugin) {
        String location = plugins.info(plugin).unwrap().source();
        return location.startsWith("file:") ? location : Path.of(location).toUri().toString();
    }
}
