package org.athanor.exchange.swap;

import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.SwapRecord;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.PluginBinding;

/**
 * One slot in an exchange, before and after.
 *
 * @param slot the slot
 * @param from what is in it before; empty when it is empty
 * @param to what is in it afterwards; empty when it is left empty
 * @param toBundle the bundle of that; empty when the slot is left empty
 * @param settings the settings that were given with the change
 */
public record SlotChange(String slot, Optional<Filling> from, Optional<Filling> to, Optional<BundleRef> toBundle,
        Map<String, String> settings) {

    /**
     * A plugin in a slot.
     *
     * @param kind the word of its kind
     * @param plugin its name
     * @param version the version of its bundle
     */
    public record Filling(String kind, String plugin, String version) {

        /** Tells what a binding holds. */
        public static Filling of(PluginBinding binding) {
            return new Filling(binding.descriptor().kind().word(), binding.descriptor().name(),
                    binding.version().toString());
        }

        /** Tells what is to fill a slot. */
        public static Filling of(Candidate candidate, String version) {
            return new Filling(candidate.kind(), candidate.plugin(), version);
        }
    }

    /** Returns whether both before and after there is a plugin in the slot. */
    public boolean replaces() {
        return from.isPresent() && to.isPresent();
    }

    /** Returns what reports say of the change. */
    public SwapRecord record(long step, String outcome, double stallMillis, String reason) {
        Filling shown = to.or(() -> from).orElseThrow();
        boolean another = replaces() && !from.get().plugin().equals(to.get().plugin());
        return new SwapRecord(step, slot, shown.kind(), shown.plugin(),
                from.map(each -> another ? each.plugin() + " " + each.version() : each.version()).orElse(""),
                to.map(Filling::version).orElse(""), outcome, stallMillis, reason);
    }
}
