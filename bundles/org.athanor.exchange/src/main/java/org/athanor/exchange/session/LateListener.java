package org.athanor.exchange.session;

import java.util.Optional;
import org.athanor.exchange.generation.SessionServices;
import org.osgi.framework.ServiceReference;

/** Forwards to the watch once it exists; until then services come and go as the first generation is built. */
final class LateListener implements SessionServices.Listener {

    private volatile Optional<SessionServices.Listener> target = Optional.empty();

    void forwardTo(SessionServices.Listener listener) {
        target = Optional.of(listener);
    }

    @Override
    public void appeared() {
        target.ifPresent(SessionServices.Listener::appeared);
    }

    @Override
    public void vanishing(ServiceReference<?> reference) {
        target.ifPresent(listener -> listener.vanishing(reference));
    }

    @Override
    public void stopped() {
        target.ifPresent(SessionServices.Listener::stopped);
    }
}
