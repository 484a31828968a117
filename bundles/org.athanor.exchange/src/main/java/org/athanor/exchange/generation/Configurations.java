package org.athanor.exchange.generation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.catalog.CatalogEntry;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The configurations of the plugins of all sessions. Each filled slot has one of its own, bound to the bundle that
 * fills it: whatever is configured for another version, or with other settings, reaches nobody else. A configuration is
 * there as long as somebody uses it. Thread-safe.
 */
public final class Configurations {

    private final ConfigurationAdmin admin;
    private final Map<String, Use> uses = new HashMap<>();

    private record Use(String pid, int count) {
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
     * Takes the configuration of a filled slot into use and creates it when it is not there. Where the plugin asks for
     * the peers of its session, it gets those that are offered to this configuration.
     *
     * @param session the session
     * @param values the plugin's settings and the properties that the session adds
     * @return the name of the configuration, which its service has as a property; to be given back
     */
    String use(String session, Candidate candidate, CatalogEntry entry, Hashtable<String, Object> values) {
        String instance = session + "~" + candidate.slot().name() + "~" + UUID.nameUUIDFromBytes((entry.pid() + "\n"
                + candidate.bundleId() + "\n" + candidate.section().plain()).getBytes(StandardCharsets.UTF_8));
        synchronized (uses) {
            uses.merge(instance, new Use(entry.pid(), 1), (use, one) -> new Use(use.pid(), use.count() + 1));
        }
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

    /**
     * Gives a configuration back.
     *
     * @return removes it, when nobody uses it any more
     */
    Optional<Runnable> giveBack(String instance) {
        synchronized (uses) {
            Use use = Optional.ofNullable(uses.get(instance)).orElseThrow();
            if (use.count() > 1) {
                uses.put(instance, new Use(use.pid(), use.count() - 1));
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
