package org.athanor.exchange.swap;

import java.util.List;
import java.util.Map;
import org.athanor.api.session.SwapRecord;
import org.athanor.api.state.StateSnapshot;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.work.RunningWork;
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
record Probation(SwapExchange exchange, RunningWork.Mark before, Map<PluginBinding, StateSnapshot> states,
        long step, double stallMillis) {

    /** Returns whether a service came with the exchange. */
    boolean brought(ServiceReference<?> reference) {
        return exchange.to().uses(reference) && !exchange.from().uses(reference);
    }

    /** Returns whether a service left with the exchange. */
    boolean replaced(ServiceReference<?> reference) {
        return exchange.from().uses(reference) && !exchange.to().uses(reference);
    }

    /** Returns what reports say of one of its changes. */
    SwapRecord record(SlotChange change, String outcome, String reason) {
        return change.record(step, outcome, stallMillis, reason);
    }

    /** Returns what the exchange changes, in the order in which it was asked for. */
    List<SlotChange> changes() {
        return exchange.changes();
    }
}
