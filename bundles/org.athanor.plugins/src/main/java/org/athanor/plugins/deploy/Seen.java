package org.athanor.plugins.deploy;

import java.util.Comparator;
import org.osgi.framework.Version;

/**
 * A jar in the folder.
 *
 * @param name its file name
 * @param sha256 its content hash
 * @param bundle its symbolic name
 * @param version its version
 * @param brings whether it brings kinds of plugin or of work, which others may need
 * @param whole whether it can be read; otherwise it was this jar before it was overwritten with something else
 */
record Seen(String name, String sha256, String bundle, Version version, boolean brings, boolean whole) {

    /** Of several jars of one bundle, the one that counts comes last: one that can be read before one that cannot. */
    static final Comparator<Seen> LOWER_FIRST = Comparator.comparing(Seen::version).thenComparing(Seen::whole)
            .thenComparing(Seen::name);

    Seen spoilt() {
        return new Seen(name, sha256, bundle, version, brings, false);
    }

    @Override
    public String toString() {
        return bundle + " " + version + " (" + name + ")";
    }
}
