package org.athanor.api.lifecycle;

import java.util.List;

/**
 * A removed version of a plugin whose class loader, and with it every class and static field, cannot be collected.
 *
 * @param plugin {@code kind:name}; several, separated by commas, when one bundle holds several plugins; the bundle's
 *     symbolic name when it holds none
 * @param bundle the bundle's symbolic name
 * @param version the version that was removed
 * @param root what holds it, for example {@code thread "name"} or {@code static field class.field}; or why that could
 *     not be found out
 * @param path the shortest chain of references from there to the class loader, one per line, each
 *     {@code class.field ->}, {@code class[index] ->} or {@code class.class ->} (an object holds its class); weak, soft
 *     and phantom references do not count; empty when there is none
 */
public record Leak(String plugin, String bundle, String version, String root, List<String> path) {

    public Leak {
        path = List.copyOf(path);
    }
}
