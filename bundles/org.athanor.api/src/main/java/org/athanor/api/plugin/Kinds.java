package org.athanor.api.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The kinds of plugin that are known somewhere: in a framework, or in it together with jars that come in. Immutable.
 */
public final class Kinds {

    private final Map<String, PluginKind> byWord = new LinkedHashMap<>();
    private final Map<String, PluginKind> byService = new LinkedHashMap<>();

    private Kinds(Collection<PluginKind> kinds) {
        kinds.forEach(kind -> {
            if (!byWord.containsKey(kind.word()) && !byService.containsKey(kind.service())) {
                byWord.put(kind.word(), kind);
                byService.put(kind.service(), kind);
            }
        });
    }

    /** Returns these kinds; of two with one word or one service the first counts. */
    public static Kinds of(Collection<PluginKind> kinds) {
        return new Kinds(kinds);
    }

    /** Returns the kinds that the resolved bundles of a framework bring, in order of installation. */
    public static Kinds in(BundleContext context) {
        List<PluginKind> kinds = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            kinds.addAll(of(bundle));
        }
        return of(kinds);
    }

    /** Returns the kinds that a bundle brings; none while it is not resolved. */
    public static List<PluginKind> of(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null || (bundle.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) != 0) {
            return List.of();
        }
        List<PluginKind> kinds = new ArrayList<>();
        for (BundleCapability capability : revision.getDeclaredCapabilities(AthanorKind.NAMESPACE)) {
            PluginKind.of(capability.getAttributes()).ifPresent(kinds::add);
        }
        return kinds;
    }

    /** Returns these kinds and {@code more}. */
    public Kinds and(Collection<PluginKind> more) {
        List<PluginKind> all = new ArrayList<>(byWord.values());
        all.addAll(more);
        return of(all);
    }

    /** Returns the kind with this word, or empty. */
    public Optional<PluginKind> ofWord(String word) {
        return Optional.ofNullable(byWord.get(word));
    }

    /** Returns the kind whose service interface has this name, or empty. */
    public Optional<PluginKind> ofService(String service) {
        return Optional.ofNullable(byService.get(service));
    }

    /** Returns the words of all kinds, in order of installation. */
    public List<String> words() {
        return List.copyOf(byWord.keySet());
    }
}
