package org.athanor.itests.harness;

import aQute.bnd.header.Attrs;
import aQute.bnd.osgi.Domain;
import aQute.bnd.osgi.Processor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * What the manifest of a bundle declares.
 *
 * @param capabilities namespaces, with the attributes of each capability
 * @param exports whether it exports packages
 */
public record Declared(List<Map.Entry<String, Attrs>> capabilities, boolean exports) {

    /** Reads the manifest of a jar. */
    public static Declared of(JarFile jar) throws IOException {
        Domain manifest = Domain.domain(jar.getManifest());
        return new Declared(manifest.getProvideCapability().entrySet().stream()
                .map(each -> Map.entry(Processor.removeDuplicateMarker(each.getKey()), each.getValue())).toList(),
                !manifest.getExportPackage().isEmpty());
    }

    /** Returns whether there is a capability in a namespace. */
    public boolean provides(String namespace) {
        return !all(namespace).isEmpty();
    }

    /** Returns whether it declares a service of a type. */
    public boolean serves(String type) {
        return all("osgi.service").stream().anyMatch(service -> service.get("objectClass").contains(type));
    }

    /** Returns the attributes of the capabilities in a namespace. */
    public List<Attrs> all(String namespace) {
        return capabilities.stream().filter(each -> each.getKey().equals(namespace)).map(Map.Entry::getValue).toList();
    }
}
