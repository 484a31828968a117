package org.athanor.conformance.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.athanor.api.plugin.Kinds;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/**
 * What the components of a bundle refer to.
 *
 * @param components the components
 * @param kinds the kinds of plugin that are known
 */
record References(Collection<ComponentDescriptionDTO> components, Kinds kinds) {

    /** Returns, in words, which references lead to plugins: Declarative Services would take one of any session. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (ComponentDescriptionDTO component : components) {
            for (ReferenceDTO reference : component.references) {
                kinds.ofService(reference.interfaceName).ifPresent(kind -> faults.add("the component " + component.name
                        + " refers to a " + kind.word() + " by its reference " + reference.name + " to "
                        + reference.interfaceName + ": it would reach across sessions; use Peers"));
            }
        }
        return faults;
    }
}
