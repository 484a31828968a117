package org.athanor.plugins.action;

import java.util.Map;
import org.osgi.framework.Bundle;

/**
 * Resolves the new bundles together, and takes nothing but what the plan says.
 *
 * @param wires for each bundle, by symbolic name, who exports each package that it imports from others, by symbolic
 *     name and version; without packages of Java
 */
public record Resolve(Map<String, Map<String, String>> wires) implements Action {

    public Resolve {
        wires = Map.copyOf(wires);
    }

    @Override
    public String word() {
        return "resolve";
    }

    @Override
    public String words() {
        return wires.size() == 1 ? "resolve it" : "resolve them together";
    }

    @Override
    public Undo run(Transaction transaction) {
        transaction.bundles().resolve(transaction.installed(), transaction.gone());
        for (Bundle bundle : transaction.installed()) {
            transaction.bundles().checkWires(bundle, wires.getOrDefault(bundle.getSymbolicName(), Map.of()));
        }
        return Undo.NOTHING;
    }
}
