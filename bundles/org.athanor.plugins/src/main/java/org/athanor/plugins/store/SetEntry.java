package org.athanor.plugins.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * What is wanted of one bundle that differs from the distribution.
 *
 * @param symbolicName the bundle
 * @param version its version
 * @param jar its content; empty for the jar that the distribution brings
 * @param plugins the ids of its plugins
 * @param state what is wanted
 * @param before the versions before, the newest last
 * @param beside other versions that are in use beside it, because only some slots took the newer one
 */
public record SetEntry(String symbolicName, Version version, Optional<Jar> jar, List<String> plugins, State state,
        List<Kept> before, List<Kept> beside) {

    /** Versions to go back to; more are not kept. */
    private static final int MOST_BEFORE = 8;

    /** What is wanted of a bundle. */
    public enum State {
        /** It is in use. */
        ACTIVE,
        /** It is installed but not in use. */
        STOPPED,
        /** It is not installed, even if the distribution brings it. */
        REMOVED
    }

    /**
     * A jar in the store.
     *
     * @param sha256 its content
     * @param source where it came from
     */
    public record Jar(String sha256, String source) {

        /** Returns whether the framework had it installed before anybody changed anything: its source is a location. */
        public boolean ofDistribution() {
            return source.startsWith("file:");
        }
    }

    /**
     * Another version, whose jar is kept.
     *
     * @param version the version
     * @param jar its content
     */
    public record Kept(Version version, Jar jar) {
    }

    public SetEntry {
        plugins = List.copyOf(plugins);
        before = List.copyOf(before);
        beside = List.copyOf(beside);
    }

    /** Returns this entry with another wanted state. */
    public SetEntry with(State wanted) {
        return new SetEntry(symbolicName, version, jar, plugins, wanted, before, beside);
    }

    /** Returns all versions that are wanted. */
    public Set<Version> versions() {
        return Stream.concat(Stream.of(version), beside.stream().map(Kept::version)).collect(Collectors.toSet());
    }

    /** Returns the jar of a version that is wanted, when it is in the store. */
    public Optional<Jar> jar(Version wanted) {
        return wanted.equals(version) ? jar : beside.stream().filter(each -> each.version().equals(wanted))
                .map(Kept::jar).findFirst();
    }

    /** Returns, for each version beside, what is wanted of it alone. */
    public List<SetEntry> besides() {
        return beside.stream().map(each -> new SetEntry(symbolicName, each.version(), Optional.of(each.jar()), plugins,
                state, List.of(), List.of())).toList();
    }

    /** Returns this entry after the way back to a version beside. */
    public SetEntry wentBackTo(Version former) {
        return new SetEntry(symbolicName, former, jar(former), plugins, state,
                before.subList(0, Math.max(0, before.size() - 1)), others(List.of(former)));
    }

    /** Returns this entry without some versions; {@code main} is the one that is wanted first. */
    public SetEntry without(List<Version> leaving, Version main) {
        return new SetEntry(symbolicName, main, jar(main), plugins, state, before, others(leaving).stream()
                .filter(each -> !each.version().equals(main)).toList());
    }

    private List<Kept> others(List<Version> leaving) {
        return beside.stream().filter(each -> !leaving.contains(each.version())).toList();
    }

    /** Returns the versions before with one more. */
    public static List<Kept> followedBy(List<Kept> before, Kept next) {
        List<Kept> all = new ArrayList<>(before);
        all.add(next);
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_BEFORE), all.size()));
    }

    /** Returns the hashes of all jars that this entry needs in the store. */
    public List<String> needed() {
        List<String> hashes = new ArrayList<>();
        jar.ifPresent(own -> hashes.add(own.sha256()));
        Stream.concat(before.stream(), beside.stream()).forEach(each -> hashes.add(each.jar().sha256()));
        return hashes;
    }
}
