package org.athanor.training.session;

import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.SwapRecord;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.PluginBinding;
import org.osgi.framework.ServiceReference;

/**
 * An exchange that may still be taken back.
 *
 * @param exchange the exchange
 * @param before what it is taken back to
 * @param states the state that plugins which were replaced had, by their bindings
 * @param step the completed steps at the switch
 * @param stallMillis how long the switch took
 */
record Probation(SwapExchange exchange, SessionState.Before before, Map<PluginBinding, StateSnapshot> states,
        long step, double stallMillis) {

    /** Returns whether a service came with the exchange. */
    boolean brought(ServiceReference<?> reference) {
        return uses(exchange.to(), reference) && !uses(exchange.from(), reference);
    }

    /** Returns whether a service left with the exchange. */
    boolean replaced(ServiceReference<?> reference) {
        return uses(exchange.from(), reference) && !uses(exchange.to(), reference);
    }

    /** Returns what reports say of one of its changes. */
    SwapRecord record(Change change, String outcome, String reason) {
        return new SwapRecord(step, change.kind(), change.name(), version(exchange.from(), change),
                version(exchange.to(), change), outcome, stallMillis, reason);
    }

    /** Returns what an exchange did, in the order of its changes. */
    List<Change> changes() {
        return exchange.changes();
    }

    private static String version(Generation generation, Change change) {
        return generation.binding(change.kind(), change.name()).map(PluginBinding::version).map(Object::toString)
                .orElse("");
    }

    private static boolean uses(Generation generation, ServiceReference<?> reference) {
        return generation.bindings().stream().anyMatch(binding -> binding.reference().equals(reference));
    }
}
