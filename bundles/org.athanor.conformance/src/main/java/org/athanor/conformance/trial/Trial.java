package org.athanor.conformance.trial;

import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.Work;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/**
 * The work in which plugins are tried. Which place a plugin has in it, and so how it is used, follows from the slots
 * that the work declares.
 *
 * @param work the kind of work
 */
public record Trial(Work work) {

    /** Finds the kind of work with a name. */
    public static Trial of(BundleContext context, String name) {
        try {
            return context.getServiceReferences(Work.class, null).stream().map(context::getService)
                    .filter(work -> work != null && work.name().equals(name)).findFirst().map(Trial::new)
                    .orElseThrow(() -> new ProblemException(Problem.of(Kind.NOT_FOUND,
                            "there is no kind of work named '" + name + "'", "", "verify with a whole distribution")));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the slot, or the row of slots, for a plugin: the one that its section is named after, if there are
     * several for its kind; empty when the work has none.
     */
    public Optional<SlotDeclaration> slot(PluginDescriptor plugin) {
        List<SlotDeclaration> slots = work.slots().stream()
                .filter(slot -> slot.service().equals(plugin.kind().service())).toList();
        return slots.stream().filter(slot -> slot.name().equals(plugin.configKey())).findFirst()
                .or(() -> slots.stream().filter(SlotDeclaration::many).findFirst())
                .or(() -> slots.stream().findFirst());
    }

    /** Returns the section of a run file that configures a plugin in its slot. */
    public String section(PluginDescriptor plugin) {
        return slot(plugin).filter(slot -> !slot.many()).map(SlotDeclaration::name).orElse(plugin.configKey());
    }

    /**
     * Returns whether steps alone leave a plugin unused: they can do without it, and it is not told of them, so it is
     * calls that it serves.
     */
    public boolean servesCalls(PluginDescriptor plugin) {
        return slot(plugin).filter(slot -> !slot.mandatory()).isPresent() && plugin.kind().crossing() != Crossing.FED;
    }

    /** Says what a plugin did not do as it must. */
    public static ProblemException failed(String what) {
        return new ProblemException(Problem.of(Kind.FAILED, what));
    }
}
