package org.athanor.exchange.generation;

import java.io.IOException;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.catalog.CatalogEntry;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The configurations of the plugins of all sessions. Each filled slot has one of its own, bound to the bundle that
 * fills it: whatever is configured for another version, or with other settings, reaches nobody else. A configuration is
 * there as long as somebody uses it, and its name is never given again: one that is just being removed is not in the
 * way of the next one for the same slot, nor of the same session when it is resumed. Thread-safe.
 */
public final class Configurations {

    private final ConfigurationAdmin admin;
    private final Map<String, Use> uses = new HashMap<>();
    private long made;

    /** A use of a configuration: {@code purpose} says whose it is and for what. */
    private record Use(List<Object> purpose, String pid, int count) {
        Use plus(int more) {
            return new Use(purpose, pid, count + more);
        }
    }

    /** Works with the configurations of a framework. */
    public Configurations(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** Removes what an earlier process left: nobody uses it any more. */
    public void removeLeftovers() {
        try {
            Configuration[] left = admin.listConfigurations("(" + SessionServices.INSTANCE + "=*)");
            for (Configuration configuration : left == null ? new Configuration[0] : left) {
                configuration.delete();
            }
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("The configurations of earlier sessions cannot be removed.", e);
        }
    }

    /**
     * Takes the configuration of a filled slot into use and creates it when its owner does not use one like it. Where
     * the plugin asks for the peers of its session, it gets those that are offered to this configuration.
     *
     * @param owner whoever shares it with itself alone
     * @param session the name of the session, for whoever reads the configuration
     * @param values the plugin's settings and the properties that the session adds
     * @return the name of the configuration, which its service has as a property; to be given back
     */
    String use(Object owner, String session, Candidate candidate, CatalogEntry entry,
            Hashtable<String, Object> values) {
        String instance = taken(List.of(owner, candidate.slot().name(), entry.pid(), candidate.bundleId(),
                candidate.section().plain()), entry.pid(), session + "~" + candidate.slot().name() + "~");
        values.put(SessionServices.INSTANCE, instance);
        entry.peers().forEach(reference -> values.put(reference + ".target",
                "(" + SessionServices.INSTANCE + "=" + instance + ")"));
        try {
            admin.getFactoryConfiguration(entry.pid(), instance, entry.bundle().getLocation())
                    .updateIfDifferent(values);
            return instance;
        } catch (IOException e) {
            giveBack(instance).ifPresent(Runnable::run);
            throw new ProblemException(Problem.failed("the configuration of " + candidate.id() + " cannot be stored",
                    e));
        }
    }

    private String taken(List<Object> purpose, String pid, String prefix) {
        synchronized (uses) {
            String instance = uses.entrySet().stream().filter(use -> use.getValue().purpose().equals(purpose))
                    .map(Map.Entry::getKey).findFirst().orElseGet(() -> prefix + ++made);
            uses.merge(instance, new Use(purpose, pid, 1), (use, one) -> use.plus(1));
            return instance;
        }
    }

    /**
     * Gives a configuration back.
     *
     * @return removes it, when nobody uses it any more
     */
    Optional<Runnable> giveBack(String instance) {
        synchronized (uses) {
            Use use = Optional.ofNullable(uses.get(instance)).orElseThrow();
            if (use.count() > 1) {
                uses.put(instance, use.plus(-1));
                return Optional.empty();
            }
            uses.remove(instance);
            return Optional.of(() -> remove(use.pid(), instance));
        }
    }

    private void remove(String pid, String instance) {
        try {
            Configuration[] found = admin.listConfigurations("(&(service.factoryPid=" + pid + ")("
                    + SessionServices.INSTANCE + "=" + instance + "))");
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                configuration.delete();
            }
        } catch (IOException | InvalidSyntaxException e) {
            throw new ProblemException(Problem.failed("the configuration " + instance + " cannot be removed", e));
        }
    }
}
