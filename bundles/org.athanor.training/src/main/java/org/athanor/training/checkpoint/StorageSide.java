package org.athanor.training.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.plugin.BundleRef;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.work.Place.Filled;

/**
 * A storage that a run uses or used, in whatever version: two versions with the same settings lead to the same entries.
 *
 * @param kind the word of its kind
 * @param plugin the plugin's name
 * @param bundle the symbolic name of its bundle
 * @param settings the section that it is configured with, as plain values
 * @param durable whether what it holds outlives the process
 */
public record StorageSide(String kind, String plugin, String bundle, Map<String, Object> settings, boolean durable) {

    /** Describes the storage of a generation. */
    public static StorageSide of(PluginBinding binding, boolean durable) {
        return new StorageSide(binding.descriptor().kind().word(), binding.descriptor().name(),
                binding.descriptor().bundle(), binding.section().plain(), durable);
    }

    /** Reads what {@link #fields} wrote. */
    public static StorageSide read(LedgerFields fields) {
        return new StorageSide(fields.text("kind"), fields.text("plugin"), fields.text("bundle"),
                fields.object("settings").values(), fields.flag("durable"));
    }

    /** Returns the plugin's id, {@code kind:name}. */
    public String id() {
        return kind + ":" + plugin;
    }

    /** Returns what fills a slot with it, in a version of today. */
    public Filled filling(String slot) {
        return new Filled(slot, kind, plugin, new BundleRef(bundle, "", ""), settings);
    }

    /** Returns whether a slot is filled with it. */
    public boolean fills(Filled slot) {
        return slot.kind().equals(kind) && slot.plugin().equals(plugin) && slot.settings().equals(settings);
    }

    /** Returns the fields of a ledger. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind);
        fields.put("plugin", plugin);
        fields.put("bundle", bundle);
        fields.put("settings", settings);
        fields.put("durable", durable);
        return fields;
    }
}
