package org.athanor.plugins.leak;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.plugins.bundle.LoaderWatch.Removed;
import org.athanor.plugins.bundle.LoaderWatch.Watched;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches a dump of this process' heap for what holds class loaders. The dump stops all threads for a full
 * collection and for writing the live objects; the search takes disk for indices of about the dump's size and goes on
 * beside everything else. One search at a time.
 */
final class LeakSearch {

    private static final Logger LOG = LoggerFactory.getLogger(LeakSearch.class);
    private static final String DUMP = "heap.hprof";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Path folder;

    /**
     * Searches with a folder of its own.
     *
     * @param folder is deleted, with all that is in it, before and after each search
     */
    LeakSearch(Path folder) {
        this.folder = folder;
    }

    /** A loader that is still there, and what holds it. */
    record Found(Watched loader, Leak leak) {
    }

    /** Finds what holds each loader; leaves out those that were collected in the meantime. */
    List<Found> search(List<Watched> loaders) throws InterruptedException {
        // The reader of dumps leaves thread locals behind; on a thread of its own they end with the search.
        FutureTask<List<Found>> search = new FutureTask<>(() -> searchDump(loaders));
        Thread thread = new Thread(search, "athanor-leaks");
        thread.setDaemon(true);
        thread.start();
        try {
            return search.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            String reason = Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
            return loaders.stream().filter(loader -> !loader.refersTo(null)).map(loader -> found(loader,
                    new HeapPath("unknown: the heap could not be searched: " + reason, List.of()))).toList();
        }
    }

    private synchronized List<Found> searchDump(List<Watched> loaders) throws IOException {
        delete();
        Files.createDirectories(folder);
        try {
            Path dump = folder.resolve(DUMP);
            long begin = System.nanoTime();
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
            long dumped = System.nanoTime();
            HeapPaths paths = new HeapPaths(HeapFactory.createHeap(dump.toFile()));
            List<Found> found = new ArrayList<>();
            for (Watched loader : loaders) {
                Optional<HeapPath> path = paths.to(loader.mark());
                path.ifPresent(held -> found.add(found(loader, held)));
            }
            LOG.info("Dumping the heap ({} MiB) stopped everything for {} ms; searching it took {} ms",
                    Files.size(dump) >> 20, (dumped - begin) / NANOS_PER_MILLI,
                    (System.nanoTime() - dumped) / NANOS_PER_MILLI);
            return found;
        } finally {
            delete();
        }
    }

    private static Found found(Watched loader, HeapPath path) {
        Removed removed = loader.removed();
        String ids = removed.plugins().stream().map(PluginDescriptor::id).collect(Collectors.joining(","));
        return new Found(loader, new Leak(ids.isEmpty() ? removed.symbolicName() : ids, removed.symbolicName(),
                removed.version().toString(), path.root(), path.references()));
    }

    private void delete() throws IOException {
        if (Files.exists(folder)) {
            List<Path> deepestFirst;
            try (Stream<Path> files = Files.walk(folder)) {
                deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
