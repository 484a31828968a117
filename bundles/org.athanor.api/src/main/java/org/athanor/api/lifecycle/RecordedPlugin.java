package org.athanor.api.lifecycle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.Session;

/**
 * A plugin as a run's ledger names it.
 *
 * @param id {@code kind:name}
 * @param bundle its bundle, with the content hash of its jar as far as the run kept that
 * @param section what configured it, as plain values; empty when the ledger does not tell
 */
public record RecordedPlugin(String id, BundleRef bundle, Optional<Map<String, Object>> section) {

    public RecordedPlugin {
        section = section.map(values -> Collections.unmodifiableMap(new LinkedHashMap<>(values)));
    }

    /** Returns the word of its kind. */
    public String kind() {
        return id.substring(0, id.indexOf(':'));
    }

    /** Returns its name. */
    public String name() {
        return id.substring(id.indexOf(':') + 1);
    }

    /** Returns whether a slot of a session holds this plugin in this version, configured as it was. */
    public boolean isIn(Session.Binding binding) {
        return id.equals(binding.id()) && bundle.sameAs(binding.bundle())
                && section.filter(values -> !values.equals(binding.settings())).isEmpty();
    }

    /** Reads one of the plugins that a line lists. */
    static RecordedPlugin of(LedgerFields fields) {
        return new RecordedPlugin(fields.text("plugin"), new BundleRef(fields.text("bundle", ""),
                fields.text("version"), fields.text("sha256", "")), section(fields));
    }

    /** Reads the section of a line, if it has one. */
    static Optional<Map<String, Object>> section(LedgerFields fields) {
        return fields.has("settings") ? Optional.of(fields.object("settings").values()) : Optional.empty();
    }
}
