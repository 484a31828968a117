package org.athanor.storage.file;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The names of folders that are no entries. All begin with a dot, so no key reaches them.
 */
final class Names {

    private static final String TEMPORARY = ".tmp-";
    private static final String ASIDE = ".old-";
    /** Two versions of this bundle in one process agree on it, and no earlier process had it. */
    private static final String OURS = TEMPORARY + ProcessHandle.current().pid() + "-"
            + Long.toString(ManagementFactory.getRuntimeMXBean().getStartTime(), Character.MAX_RADIX) + "-";

    private Names() {
    }

    /** Returns an unused name beside an entry. */
    static Path temporary(Path entry) {
        return entry.resolveSibling(OURS + UUID.randomUUID());
    }

    /** Returns the name that an entry has while its successor takes its place. */
    static Path aside(Path entry) {
        return entry.resolveSibling(ASIDE + entry.getFileName());
    }

    /** Whether this is what {@link #aside} answers for some entry. */
    static boolean isAside(Path folder) {
        return folder.getFileName().toString().startsWith(ASIDE);
    }

    /** Returns the entry for which {@link #aside} answers {@code aside}. */
    static Path entryOf(Path aside) {
        return aside.resolveSibling(aside.getFileName().toString().substring(ASIDE.length()));
    }

    /** Whether the folder is one that a process which is no more has left behind. */
    static boolean isLeftOver(Path folder) {
        String name = folder.getFileName().toString();
        return name.startsWith(TEMPORARY) && !name.startsWith(OURS);
    }

    /** Whether the name can be that of an entry or of a folder that holds entries. */
    static boolean isVisible(Path path) {
        return !path.getFileName().toString().startsWith(".");
    }
}
