package org.athanor.itests.container;

import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.itests.container.Stage.Used;

/**
 * What an operation is asked for on, once what it needs is there.
 *
 * @param stage the container
 * @param used the plugin of the case
 * @param situation what the session will be doing
 */
record Subjects(Stage stage, Used used, Situation situation) {

    /** Returns a jar with a higher version of the plugin. */
    Subject nextJar() {
        return Subject.of(stage.next(used));
    }

    /** Returns the plugin, of which there is a version before. */
    Subject upgraded() {
        if (!stage.canGoBack(used)) {
            stage.change(Operation.UPGRADE, nextJar()).unwrap();
        }
        return plugin();
    }

    /** Returns the plugin. */
    Subject plugin() {
        return Subject.of(used.plugin().id());
    }

    /** Returns the slot of the plugin. */
    Subject slot() {
        return Subject.slot(used.slot());
    }

    /** Returns the jar of a plugin of the same kind that is not installed. */
    Subject spareJar() {
        if (stage.info(spareId()).isPresent()) {
            stage.change(Operation.UNINSTALL, spareId()).unwrap();
        }
        return Subject.of(stage.copy(used));
    }

    /** Returns a plugin of the same kind that is active, for the slot of the plugin. */
    Subject spare() {
        Optional<PluginInfo> info = stage.info(spareId());
        if (info.isEmpty()) {
            stage.change(Operation.INSTALL, spareJar()).unwrap();
        } else if (!info.get().state().equals("active")) {
            stage.change(Operation.START, spareId()).unwrap();
        }
        return Subject.inSlot(used.slot(), spareId(), stage.settings(used.slot()));
    }

    private String spareId() {
        return SpareJar.id(used.plugin());
    }

    /** Takes the plugin out of its slot when the session can do without it. Returns it, for that slot. */
    Subject removed() {
        if (used.removable() && situation != Situation.ENDED) {
            stage.change(Operation.REMOVE, slot()).unwrap();
        }
        return Subject.inSlot(used.slot(), used.plugin().id(), Map.of());
    }

    /**
     * Stops the plugin when the session can do without it or is to wait for it, and otherwise one of the same kind that
     * the session does not use. Returns the one that is stopped.
     */
    Subject stopped() {
        Subject stopped = used.removable() || situation == Situation.WAITING ? plugin() : Subject.of(spare().name());
        stage.change(Operation.STOP, stopped).unwrap();
        return stopped;
    }
}
