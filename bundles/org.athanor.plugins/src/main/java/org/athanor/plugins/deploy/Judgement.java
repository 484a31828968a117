package org.athanor.plugins.deploy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * What is to be done so that a container has what a folder holds: of each bundle the highest version. All that has
 * changed in the folder is judged together, by content: how a file is called, and which of two equal ones is there,
 * does not matter. What has not changed in the folder is left alone, whatever has become of it in the container.
 *
 * @param changes the changes in the order in which they are to be made
 * @param remarks what was left alone although it is new, for the user
 */
record Judgement(List<Change> changes, List<String> remarks) {

    /** A change. */
    sealed interface Change {
        /** Returns the jar that it is about. */
        Seen jar();

        /** Brings a jar in beside, or in place of, what is installed of its bundle. */
        record Bring(Seen jar, List<Installed> installed) implements Change {

            /** Returns whether it is installed already. */
            boolean done() {
                return installed.stream().anyMatch(each -> each.sha256().equals(jar.sha256()));
            }

            /** Returns whether only higher versions are installed. */
            boolean back() {
                return !installed.isEmpty() && installed.stream()
                        .allMatch(each -> each.version().compareTo(jar.version()) > 0);
            }
        }

        /** Takes a bundle out whose last jar has gone. */
        record Remove(Seen jar) implements Change {
        }
    }

    /** A version of a bundle that is installed; the hash is empty when it came with the distribution. */
    record Installed(String sha256, Version version) {
    }

    /**
     * Judges a folder.
     *
     * @param before what it held when it was judged last
     * @param now what it holds
     * @param installed the versions of a bundle that are installed
     * @param brought the content hash of what the folder brought in last, by bundle
     */
    static Judgement of(Collection<Seen> before, Collection<Seen> now, Function<String, List<Installed>> installed,
            Map<String, String> brought) {
        Map<String, List<Seen>> had = byBundle(before);
        Map<String, List<Seen>> has = byBundle(now);
        List<Change> changes = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (String bundle : new TreeSet<>(Stream.concat(had.keySet().stream(), has.keySet().stream()).toList())) {
            List<Seen> old = had.getOrDefault(bundle, List.of());
            List<Seen> present = has.getOrDefault(bundle, List.of());
            if (contents(old).equals(contents(present))) {
                continue;
            }
            List<Installed> there = installed.apply(bundle);
            if (!present.isEmpty()) {
                changes.addAll(bring(old, highest(present), there));
                remarks.addAll(leftOut(old, present));
            } else if (there.stream().anyMatch(each -> each.sha256().equals(brought.get(bundle)))) {
                changes.add(new Change.Remove(highest(old)));
            }
        }
        changes.sort(Comparator.comparing((Change change) -> change instanceof Change.Remove ? 2
                : change.jar().brings() ? 0 : 1));
        return new Judgement(List.copyOf(changes), List.copyOf(remarks));
    }

    /** What only others than the highest have changed about, or what is overwritten, is left as it is. */
    private static List<Change> bring(List<Seen> old, Seen wanted, List<Installed> installed) {
        boolean same = !old.isEmpty() && contents(List.of(highest(old))).equals(contents(List.of(wanted)));
        return same || !wanted.whole() ? List.of() : List.of(new Change.Bring(wanted, installed));
    }

    private static List<String> leftOut(List<Seen> old, List<Seen> present) {
        Seen wanted = highest(present);
        return present.stream().filter(jar -> !jar.sha256().equals(wanted.sha256())
                        && old.stream().noneMatch(each -> each.sha256().equals(jar.sha256())))
                .map(jar -> jar + " is left out: there is " + wanted).toList();
    }

    private static Seen highest(List<Seen> jars) {
        return jars.stream().max(Seen.LOWER_FIRST).orElseThrow();
    }

    private static Set<String> contents(List<Seen> jars) {
        return jars.stream().map(jar -> jar.sha256() + jar.whole()).collect(Collectors.toSet());
    }

    private static Map<String, List<Seen>> byBundle(Collection<Seen> jars) {
        return jars.stream().collect(Collectors.groupingBy(Seen::bundle));
    }
}
