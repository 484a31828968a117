package org.athanor.plugins.leak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.athanor.plugins.bundle.LoaderWatch.Watched;
import org.jspecify.annotations.Nullable;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;

/**
 * The shortest chains of references in a heap. The reader of the dump finds the parents, breadth first from all roots,
 * and passes over the referents of weak, soft, final and phantom references.
 */
final class HeapPaths {

    private final Heap heap;
    private final HeapWords words;

    HeapPaths(Heap heap) {
        this.heap = heap;
        this.words = new HeapWords(heap);
    }

    /**
     * Returns what holds a watched loader.
     *
     * @param mark which one
     * @return empty when the loader has been collected
     */
    Optional<HeapPath> to(long mark) {
        return watched(mark).flatMap(watched ->
                Optional.ofNullable((Instance) watched.getValueOfField("referent"))).map(this::path);
    }

    /** A process may hold several copies of this bundle, each with its own class of that name. */
    private Optional<Instance> watched(long mark) {
        for (Object type : heap.getAllClasses()) {
            if (((JavaClass) type).getName().equals(Watched.class.getName())) {
                for (Object watched : ((JavaClass) type).getInstances()) {
                    if (Long.valueOf(mark).equals(((Instance) watched).getValueOfField("mark"))) {
                        return Optional.of((Instance) watched);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private HeapPath path(Instance loader) {
        List<Instance> chain = new ArrayList<>(List.of(loader));
        for (Instance held = loader; !held.isGCRoot();) {
            @Nullable Instance holder = held.getNearestGCRootPointer();
            if (holder == null) {
                return new HeapPath("only soft references or finalizers: it goes when memory is short", List.of());
            }
            chain.add(holder);
            held = holder;
        }
        Collections.reverse(chain);
        String root = words.root(chain.get(0));
        List<String> references = new ArrayList<>();
        for (int i = 0; i + 1 < chain.size(); i++) {
            Optional<String> field = words.staticField(chain.get(i), chain.get(i + 1));
            if (field.isPresent()) {
                // How the class of a static field is reached is of no interest: through the loader that defined it.
                root = "static field " + field.get();
                references.clear();
            }
            references.add(words.reference(chain.get(i), chain.get(i + 1)) + " ->");
        }
        return new HeapPath(root, references);
    }
}
