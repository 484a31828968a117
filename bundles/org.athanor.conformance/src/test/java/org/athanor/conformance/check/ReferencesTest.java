package org.athanor.conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.athanor.api.peer.Peers;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginKind;
import org.junit.jupiter.api.Test;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

class ReferencesTest {

    private static final Kinds KINDS = Kinds.of(List.of(new PluginKind("herb", "org.example.Herb",
            Crossing.HANDED_OVER, true)));

    private static ComponentDescriptionDTO component(String... interfaces) {
        ComponentDescriptionDTO component = new ComponentDescriptionDTO();
        component.name = "org.example.tea";
        component.references = List.of(interfaces).stream().map(name -> {
            ReferenceDTO reference = new ReferenceDTO();
            reference.name = name.substring(name.lastIndexOf('.') + 1);
            reference.interfaceName = name;
            return reference;
        }).toArray(ReferenceDTO[]::new);
        return component;
    }

    @Test
    void aReferenceToAPluginIsFoundWhateverComponentHasIt() {
        assertThat(new References(List.of(component(), component("org.example.Herb")), KINDS).faults())
                .containsExactly("the component org.example.tea refers to a herb by its reference Herb to "
                        + "org.example.Herb: it would reach across sessions; use Peers");
    }

    @Test
    void whatIsNoPluginMayBeReferredTo() {
        assertThat(new References(List.of(component(Peers.class.getName(), "org.example.Kettle")), KINDS).faults())
                .isEmpty();
    }
}
