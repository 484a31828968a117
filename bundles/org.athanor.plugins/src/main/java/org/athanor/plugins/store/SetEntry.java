package org.athanor.plugins.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 */
public record SetEntry(String symbolicName, Version version, Optional<Jar> jar, List<String> plugins, State state,
        List<Before> before) {

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
     * A version before.
     *
     * @param version the version
     * @param jar its content
     */
    public record Before(Version version, Jar jar) {
    }

    public SetEntry {
        plugins = List.copyOf(plugins);
        before = List.copyOf(before);
    }

    /** Returns this entry with another wanted state. */
    public SetEntry with(State wanted) {
        return new SetEntry(symbolicName, version, jar, plugins, wanted, before);
    }

    /** Returns the versions before with one more. */
    public static List<Before> followedBy(List<Before> before, Before next) {
        List<Before> all = new ArrayList<>(before);
        all.add(next);
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_BEFORE), all.size()));
    }

    /** Returns the hashes of all jars that this entry needs in the store. */
    public List<String> needed() {
        List<String> hashes = new ArrayList<>();
        jar.ifPresent(own -> hashes.add(own.sha256()));
        before.forEach(each -> hashes.add(each.jar().sha256()));
        return hashes;
    }
}
