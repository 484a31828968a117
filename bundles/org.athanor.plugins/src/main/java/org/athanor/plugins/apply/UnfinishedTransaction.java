package org.athanor.plugins.apply;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.InstalledPlugins;
import org.osgi.framework.Bundle;

/**
 * A transaction that the end of the process cut off. Its plan was written into the ledger before it began, its outcome
 * was not.
 *
 * @param operation what it was to do, in the words of the ledger
 * @param plan the hash of its plan
 * @param operands its bundles: {@code plugin}, {@code bundle}, {@code from} and {@code to}
 */
record UnfinishedTransaction(String operation, String plan, List<LedgerFields> operands) {

    /** Finds the transaction that was cut off and that nobody told of yet. */
    static Optional<UnfinishedTransaction> last(List<LedgerLine> ledger) {
        Optional<UnfinishedTransaction> open = Optional.empty();
        for (LedgerLine line : ledger) {
            switch (line.type()) {
                case "apply" -> open = Optional.of(new UnfinishedTransaction(line.fields().text("operation", ""),
                        line.fields().text("plan", ""), operands(line.fields())));
                case "outcome", "interrupted" -> open = Optional.empty();
                default -> { }
            }
        }
        return open;
    }

    private static List<LedgerFields> operands(LedgerFields line) {
        return line.has("parts") ? line.objects("parts") : List.of(line);
    }

    /**
     * Returns whether the bundles are as before the change ({@code old}), as it was to make them ({@code new}), or
     * {@code unchanged} because it only concerned sessions.
     */
    String set(InstalledPlugins installed) {
        if (ofSessions()) {
            return "unchanged";
        }
        long there = operands.stream().filter(operand -> done(operand, installed)).count();
        return there == 0 ? "old" : there == operands.size() ? "new" : "incomplete";
    }

    /** Returns what the container has of its bundles. */
    List<String> has(InstalledPlugins installed) {
        return operands.stream().flatMap(operand -> {
            List<InstalledPlugin> present = installed.named(operand.text("bundle"));
            return present.isEmpty() ? Stream.of(operand.text("bundle") + " absent")
                    : present.stream().map(plugin -> plugin + " " + plugin.state());
        }).toList();
    }

    /** Returns the same for a person. */
    String words(InstalledPlugins installed) {
        String what = String.join(", ", operands.stream().map(operand -> operand.text("plugin")).toList());
        if (ofSessions()) {
            return "the operation '" + operation + "' with " + what + " was cut off; the ledgers of its sessions say "
                    + "how far it came";
        }
        return "the " + operation + " of " + what + " was cut off; the container has the " + set(installed)
                + " version: " + String.join(", ", has(installed));
    }

    private boolean ofSessions() {
        return List.of("use", "add", "remove").contains(operation);
    }

    private boolean done(LedgerFields operand, InstalledPlugins installed) {
        List<InstalledPlugin> present = installed.named(operand.text("bundle"));
        return switch (operation) {
            case "uninstall" -> present.isEmpty();
            case "stop" -> present.stream().allMatch(plugin -> plugin.bundle().getState() != Bundle.ACTIVE);
            case "start" -> present.stream().allMatch(plugin -> plugin.bundle().getState() == Bundle.ACTIVE);
            default -> present.stream().anyMatch(plugin -> plugin.version().toString().equals(operand.text("to")));
        };
    }
}
