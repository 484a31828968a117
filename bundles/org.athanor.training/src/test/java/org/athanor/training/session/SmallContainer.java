package org.athanor.training.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.training.config.Section;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.GenerationThreads;
import org.athanor.training.generation.Generations;
import org.athanor.training.generation.PluginBinding;
import org.athanor.training.generation.Slot;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.testing.NoReference;
import org.athanor.training.testing.TinyModel;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** A container whose bundles are numbers and whose plugins are objects of a test. */
final class SmallContainer implements ServiceWatch.Plugins {

    private final Map<Long, Slot> installed = Collections.synchronizedMap(new TreeMap<>());
    private final Map<Long, Part> started = Collections.synchronizedMap(new TreeMap<>());
    private long generations;

    /** A started bundle with one plugin; {@code broken} when nobody gets its service. */
    private record Part(Slot slot, Object service, boolean broken, ServiceReference<?> reference) {
    }

    static Slot slot(String id) {
        String[] words = id.split(":");
        return new Slot(PluginKind.ofWord(words[0]).orElseThrow(), words[1], new Section("", "run.yaml:1", Map.of()));
    }

    /** Installs and starts a bundle with a plugin; returns its number. */
    Candidate bring(String id, Object service) {
        long bundle = installed.size() + 1;
        installed.put(bundle, slot(id));
        start(bundle, service, false);
        return new Candidate(slot(id), bundle);
    }

    /** Starts a bundle; {@code broken}: its component fails when somebody wants its service. */
    void start(long bundle, Object service, boolean broken) {
        started.put(bundle, new Part(installed.get(bundle), service, broken, new NoReference()));
    }

    /** Stops a bundle. */
    void stop(long bundle) {
        started.remove(bundle);
    }

    ServiceReference<?> reference(long bundle) {
        return started.get(bundle).reference();
    }

    @Override
    public List<Long> bundles(Slot slot) {
        synchronized (started) {
            return started.entrySet().stream().filter(part -> part.getValue().slot().id().equals(slot.id()))
                    .map(Map.Entry::getKey).toList();
        }
    }

    @Override
    public boolean installed(long bundle) {
        return installed.containsKey(bundle);
    }

    @Override
    public Result<Generation> build(List<Candidate> candidates, Generation before) {
        return generation(candidates);
    }

    @Override
    public void recovered(Generation next) {
        // Sessions of tests are not replayed.
    }

    Result<Generation> generation(List<Candidate> candidates) {
        List<PluginBinding> bindings = new ArrayList<>();
        Map<String, ModelPatcher> patchers = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Part part = started.get(candidate.bundleId());
            if (part == null || part.broken()) {
                return Result.err(Problem.of(Problem.Kind.REFUSED, "bundle " + candidate.bundleId()
                        + " does not start"));
            }
            Slot slot = candidate.slot();
            bindings.add(new PluginBinding(slot, new PluginDescriptor(slot.kind(), slot.name(), slot.name(), List.of(),
                    List.of(), List.of(), "", 0, slot.id(), new Version((int) candidate.bundleId(), 0, 0)),
                    candidate.bundleId(), part.reference(), part.service()));
            if (part.service() instanceof ModelPatcher patcher) {
                patchers.put(slot.name(), patcher);
            }
        }
        generations++;
        GenerationThreads threads = new GenerationThreads("small-g" + generations, 1);
        return ComposedModel.compose(new TinyModel(), 11, patchers).map(model ->
                Generations.of(generations, bindings, model, new Letters(), threads));
    }

    /** A text of ten letters in an order without a pattern. */
    private static final class Letters implements Dataset {

        @Override
        public long size() {
            return 1;
        }

        @Override
        public Result<TextRecord> read(long index) {
            return Result.ok(new TextRecord("text", new SplittableRandom(3).ints(5000, 'a', 'k')
                    .mapToObj(letter -> String.valueOf((char) letter)).collect(Collectors.joining()), true));
        }
    }
}
