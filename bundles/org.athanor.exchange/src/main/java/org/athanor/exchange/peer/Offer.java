package org.athanor.exchange.peer;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.peer.Peers;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * The service with which a configured plugin finds its peers. Each time that the plugin is constructed it begins anew,
 * as when its bundle was stopped and is back. Its lock is that of its session.
 */
final class Offer implements ServiceFactory<Peers> {

    private final SessionPeers session;
    private final Member plugin;
    private Optional<ServiceRegistration<?>> registration = Optional.empty();
    private Optional<PluginPeers> current = Optional.empty();
    private List<Member> members = List.of();
    private int uses;

    Offer(SessionPeers session, Member plugin) {
        this.session = session;
        this.plugin = plugin;
    }

    /** Counts a use by a generation of these plugins; returns whether it is the first. */
    boolean use(List<Member> plugins) {
        synchronized (session) {
            members = List.copyOf(plugins);
            uses++;
            return uses == 1;
        }
    }

    /** Counts the end of a use; returns whether it was the last. */
    boolean giveBack() {
        synchronized (session) {
            uses--;
            return uses == 0;
        }
    }

    /** Returns the peers of the plugin as it was constructed last; empty while it is not. */
    Optional<PluginPeers> current() {
        synchronized (session) {
            return current;
        }
    }

    /** {@code property}: names the configuration of the plugin. */
    void register(BundleContext context, String property) {
        registration = Optional.of(context.registerService(Peers.class, this,
                new Hashtable<>(Map.of(property, plugin.instance()))));
    }

    void unregister() {
        registration.ifPresent(ServiceRegistration::unregister);
    }

    @Override
    public Peers getService(Bundle bundle, ServiceRegistration<Peers> of) {
        synchronized (session) {
            PluginPeers peers = new PluginPeers(session, plugin, members);
            current = Optional.of(peers);
            return peers;
        }
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<Peers> of, Peers service) {
        synchronized (session) {
            current = Optional.empty();
        }
    }
}
