package org.athanor.training.loop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.Session.Incoming;
import org.athanor.exchange.catalog.InstalledPlugins;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.Slot;
import org.athanor.exchange.swap.ServiceWatch;
import org.athanor.exchange.testing.NoReference;
import org.athanor.exchange.testing.Plugins;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.ThreadPlan;
import org.athanor.torch.Torch;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.testing.Generations;
import org.athanor.training.testing.TinyModel;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** A container whose bundles are numbers and whose plugins are objects of a test. */
final class SmallContainer implements ServiceWatch.Plugins, InstalledPlugins {

    private final Map<Long, Candidate> installed = Collections.synchronizedMap(new TreeMap<>());
    private final Map<Long, Component> started = Collections.synchronizedMap(new TreeMap<>());
    private long generations;
    /** What counts as hanging in the generations that are built from now on, in milliseconds. */
    volatile long bound = Long.MAX_VALUE;

    /** What a started bundle has to offer; {@code broken} when nobody gets its service. */
    private record Component(Object service, boolean broken, ServiceReference<?> reference) {
    }

    /** Returns the slot of a plugin, {@code kind:name}. */
    static Slot slot(String id) {
        String[] words = id.split(":", -1);
        SlotDeclaration declared = Slots.ALL.stream().filter(slot -> slot.name().equals(words[0])
                || slot.name().equals(words[0] + "s")).findFirst().orElseThrow();
        return new Slot(declared.many() ? words[1] : declared.name(), declared);
    }

    /** Names a bundle. */
    static BundleRef bundle(String id, long bundle) {
        return new BundleRef("org.example." + id.substring(id.indexOf(':') + 1), bundle + ".0.0", "");
    }

    /** Returns the change of what is in one slot for the plugin {@code other}, from bundle to bundle. */
    static Change change(String id, Optional<Long> from, String other, Optional<Long> to) {
        String[] words = other.split(":", -1);
        return new Change(slot(id).name(), from.map(bundle -> bundle(id, bundle)), to.map(bundle -> new Incoming(
                words[0], words[1], bundle(other, bundle), Optional.empty(), Map.of(),
                () -> Result.ok(new byte[0]))));
    }

    /** Installs and starts a bundle with a plugin; returns what fills its slot with it. */
    Candidate bring(String id, Object service) {
        long bundle = installed.size() + 1L;
        String[] words = id.split(":", -1);
        Candidate brought = new Candidate(slot(id), words[0], words[1], bundle,
                new Section("", "run.yaml:1", Map.of()));
        installed.put(bundle, brought);
        start(bundle, service, false);
        return brought;
    }

    private Candidate plugin(long bundle) {
        return Objects.requireNonNull(installed.get(bundle));
    }

    /** Starts a bundle; {@code broken}: its component fails when somebody wants its service. */
    void start(long bundle, Object service, boolean broken) {
        started.put(bundle, new Component(service, broken, new NoReference()));
    }

    /** Stops a bundle. */
    void stop(long bundle) {
        started.remove(bundle);
    }

    ServiceReference<?> reference(long bundle) {
        return Objects.requireNonNull(started.get(bundle)).reference();
    }

    @Override
    public List<Long> bundles(Candidate plugin) {
        synchronized (started) {
            return started.keySet().stream().filter(bundle -> plugin(bundle).id().equals(plugin.id())).toList();
        }
    }

    @Override
    public boolean brings(PluginKind kind) {
        return true;
    }

    @Override
    public boolean present(Generation next) {
        return true;
    }

    @Override
    public boolean installed(long bundle) {
        return installed.containsKey(bundle);
    }

    @Override
    public Kinds kinds() {
        return Kinds.of(List.of());
    }

    @Override
    public Optional<Long> bundleId(BundleRef bundle) {
        return Optional.of((long) Version.parseVersion(bundle.version()).getMajor());
    }

    @Override
    public Result<PluginDescriptor> descriptor(String kind, String name, long bundleId) {
        return Result.ok(descriptor(plugin(bundleId)));
    }

    private static PluginDescriptor descriptor(Candidate plugin) {
        return Plugins.descriptor(plugin.kind(), serviceOf(plugin.slot()), plugin.plugin(),
                plugin.bundleId() + ".0.0");
    }

    private static Class<?> serviceOf(Slot slot) {
        try {
            return Class.forName(slot.declaration().service());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
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
            Component component = started.get(candidate.bundleId());
            if (component == null || component.broken()) {
                return Result.err(Problem.of(Problem.Kind.REFUSED, "bundle " + candidate.bundleId()
                        + " does not start"));
            }
            bindings.add(new PluginBinding(candidate.slot(), descriptor(candidate), candidate.bundleId(),
                    candidate.section(), "instance", component.reference(), component.service()));
            if (component.service() instanceof ModelPatcher patcher) {
                patchers.put(candidate.slot().name(), patcher);
            }
        }
        generations++;
        GenerationThreads threads = new GenerationThreads("small-g" + generations,
                new ThreadPlan(1, Torch::useOneThread));
        threads.bound(bound);
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
