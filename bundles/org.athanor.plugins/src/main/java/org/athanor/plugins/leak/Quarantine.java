package org.athanor.plugins.leak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.plugin.Problem;
import org.athanor.plugins.bundle.LoaderWatch.Removed;
import org.athanor.plugins.bundle.LoaderWatch.Watched;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that left their class loader behind. Each further copy of such a version would leave another one, so
 * none is let in again while a loader is still there. Thread-safe.
 */
final class Quarantine {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final Ledger ledger;
    private final Map<String, List<Watched>> loaders = new LinkedHashMap<>();

    Quarantine(Ledger ledger) {
        this.ledger = ledger;
    }

    synchronized void add(Collection<Watched> leaking) {
        forget();
        for (Watched loader : leaking) {
            Removed each = loader.removed();
            List<Watched> same = loaders.computeIfAbsent(key(each.symbolicName(), each.version()),
                    key -> new ArrayList<>());
            boolean first = same.isEmpty();
            if (!same.contains(loader)) {
                same.add(loader);
            }
            if (first) {
                LOG.warn("{} {} is under quarantine: its class loader cannot be collected", each.symbolicName(),
                        each.version());
                ledger.append("quarantined", Map.of("bundle", each.symbolicName(), "version",
                        each.version().toString(), "reason", "its class loader cannot be collected"))
                        .ifErr(problem -> LOG.warn("{}", problem.message()));
            }
        }
    }

    synchronized Optional<Problem> refusal(String symbolicName, Version version) {
        forget();
        return Optional.ofNullable(loaders.get(key(symbolicName, version))).map(each ->
                Problem.of(Problem.Kind.REFUSED, "is under quarantine: the class loader of its earlier copy cannot be "
                        + "collected", key(symbolicName, version), "see plugin:leaks; use another version, or restart "
                        + "the container"));
    }

    synchronized List<PluginInfo> plugins() {
        forget();
        return loaders.values().stream().map(same -> same.get(0).removed()).flatMap(each -> each.plugins().stream()
                .map(plugin -> new PluginInfo(plugin, each.bundleId(), "quarantined", "", each.location(), List.of())))
                .toList();
    }

    private void forget() {
        loaders.values().forEach(same -> same.removeIf(loader -> loader.refersTo(null)));
        loaders.values().removeIf(List::isEmpty);
    }

    private static String key(String symbolicName, Version version) {
        return symbolicName + " " + version;
    }
}
