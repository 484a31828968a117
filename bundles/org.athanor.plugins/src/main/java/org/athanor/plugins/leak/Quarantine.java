package org.athanor.plugins.leak;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.plugin.Problem;
import org.athanor.plugins.apply.LoaderWatch.Removed;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that left their class loader behind. Each further copy of such a version would leave another one, so
 * none is let in again before the process ends. Thread-safe.
 */
final class Quarantine {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final Ledger ledger;
    private final Map<String, Removed> removed = new LinkedHashMap<>();

    Quarantine(Ledger ledger) {
        this.ledger = ledger;
    }

    synchronized void add(Collection<Removed> leaking) {
        for (Removed each : leaking) {
            if (removed.putIfAbsent(key(each.symbolicName(), each.version()), each) == null) {
                LOG.warn("{} {} is under quarantine: its class loader cannot be collected", each.symbolicName(),
                        each.version());
                ledger.append("quarantined", Map.of("bundle", each.symbolicName(), "version",
                        each.version().toString(), "reason", "its class loader cannot be collected"))
                        .ifErr(problem -> LOG.warn("{}", problem.message()));
            }
        }
    }

    synchronized Optional<Problem> refusal(String symbolicName, Version version) {
        return Optional.ofNullable(removed.get(key(symbolicName, version))).map(each ->
                Problem.of(Problem.Kind.REFUSED, "is under quarantine: the class loader of its earlier copy cannot be "
                        + "collected", key(symbolicName, version), "see plugin:leaks; use another version, or restart "
                        + "the container"));
    }

    synchronized List<PluginInfo> plugins() {
        return removed.values().stream().flatMap(each -> each.plugins().stream().map(plugin ->
                new PluginInfo(plugin, each.bundleId(), "quarantined", "", each.location(), List.of()))).toList();
    }

    private static String key(String symbolicName, Version version) {
        return symbolicName + " " + version;
    }
}
