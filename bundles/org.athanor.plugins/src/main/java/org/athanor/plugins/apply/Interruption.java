package org.athanor.plugins.apply;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.plugins.plan.InstalledPlugin;
import org.athanor.plugins.plan.InstalledPlugins;
import org.osgi.framework.Bundle;

/**
 * A change that the end of the process cut off. Its plan was written into the ledger before it began, its outcome was
 * not.
 *
 * @param operation what it was to do, in the words of the ledger
 * @param plan the hash of its plan
 * @param parts its bundles: {@code plugin}, {@code bundle}, {@code from} and {@code to}
 */
record Interruption(String operation, String plan, List<Map<?, ?>> parts) {

    /** Finds the change that was cut off and that nobody told of yet. */
    static Optional<Interruption> last(List<Map<String, Object>> ledger) {
        Optional<Interruption> open = Optional.empty();
        for (Map<String, Object> line : ledger) {
            switch (String.valueOf(line.get("type"))) {
                case "apply" -> open = Optional.of(new Interruption(String.valueOf(line.get("operation")),
                        String.valueOf(line.get("plan")), parts(line)));
                case "outcome", "interrupted" -> open = Optional.empty();
                default -> { }
            }
        }
        return open;
    }

    private static List<Map<?, ?>> parts(Map<String, Object> line) {
        return line.get("parts") instanceof List<?> several
                ? several.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList() : List.of(line);
    }

    /** Returns whether the bundles are as before the change ({@code old}) or as it was to make them ({@code new}). */
    String set(InstalledPlugins installed) {
        long there = parts.stream().filter(part -> done(part, installed)).count();
        return there == 0 ? "old" : there == parts.size() ? "new" : "incomplete";
    }

    /** Returns what the container has of its bundles. */
    List<String> has(InstalledPlugins installed) {
        return parts.stream().flatMap(part -> {
            List<InstalledPlugin> present = installed.named(String.valueOf(part.get("bundle")));
            return present.isEmpty() ? Stream.of(part.get("bundle") + " absent")
                    : present.stream().map(plugin -> plugin + " " + plugin.state());
        }).toList();
    }

    /** Returns the same for a person. */
    String words(InstalledPlugins installed) {
        String what = String.join(", ", parts.stream().map(part -> String.valueOf(part.get("plugin"))).toList());
        return "the " + operation + " of " + what + " was cut off; the container has the " + set(installed)
                + " version: " + String.join(", ", has(installed));
    }

    private boolean done(Map<?, ?> part, InstalledPlugins installed) {
        List<InstalledPlugin> present = installed.named(String.valueOf(part.get("bundle")));
        return switch (operation) {
            case "uninstall" -> present.isEmpty();
            case "stop" -> present.stream().allMatch(plugin -> plugin.bundle().getState() != Bundle.ACTIVE);
            case "start" -> present.stream().allMatch(plugin -> plugin.bundle().getState() == Bundle.ACTIVE);
            default -> present.stream().anyMatch(plugin -> plugin.version().toString().equals(part.get("to")));
        };
    }
}
