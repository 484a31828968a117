package org.athanor.exchange.swap;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.SwapRecord;
import org.athanor.exchange.generation.Candidate;

/**
 * One slot in an exchange, before and after.
 *
 * @param slot the slot
 * @param from what is in it before; empty when it is empty
 * @param to what is in it afterwards; empty when it is left empty
 */
public record SlotChange(String slot, Optional<Filling> from, Optional<Filling> to) {

    /**
     * A plugin in a slot.
     *
     * @param kind the word of its kind
     * @param plugin its name
     * @param bundle its bundle
     * @param section what configures it, as plain values
     */
    public record Filling(String kind, String plugin, BundleRef bundle, Map<String, Object> section) {

        /** Tells what a candidate from a bundle is to fill a slot with. */
        public static Filling of(Candidate candidate, BundleRef bundle) {
            return new Filling(candidate.kind(), candidate.plugin(), bundle, candidate.section().plain());
        }
    }

    /** Returns whether both before and after there is a plugin in the slot. */
    public boolean replaces() {
        return from.isPresent() && to.isPresent();
    }

    /**
     * Returns what configures the plugin afterwards; empty when nothing does, or when it is the same plugin as before
     * and its section stays as it was.
     */
    public Optional<Map<String, Object>> newSection() {
        return to.filter(after -> from.filter(before -> before.plugin().equals(after.plugin())
                && before.section().equals(after.section())).isEmpty()).map(Filling::section);
    }

    /** Returns the values of the section that are not what they were, as {@code key=value}; empty when all are. */
    public String newSettings() {
        Map<String, Object> before = from.map(Filling::section).orElse(Map.of());
        return newSection().orElse(Map.of()).entrySet().stream()
                .filter(each -> !each.getValue().equals(before.get(each.getKey())))
                .map(each -> each.getKey() + "=" + each.getValue()).collect(Collectors.joining(" "));
    }

    /** Returns what reports say of the change. */
    public SwapRecord record(long step, String outcome, double stallMillis, String reason) {
        Filling shown = to.or(() -> from).orElseThrow();
        boolean another = replaces() && !from.get().plugin().equals(to.get().plugin());
        return new SwapRecord(step, slot, shown.kind(), shown.plugin(),
                from.map(each -> (another ? each.plugin() + " " : "") + each.bundle().version()).orElse(""),
                to.map(each -> each.bundle().version()).orElse(""), outcome, stallMillis, reason);
    }
}
