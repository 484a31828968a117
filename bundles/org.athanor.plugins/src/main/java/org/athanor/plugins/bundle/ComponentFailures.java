package org.athanor.plugins.bundle;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.session.AthanorWork;
import org.athanor.api.state.Stateful;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Tells why the components of a bundle do not work.
 *
 * @param runtime the Declarative Services runtime
 */
public record ComponentFailures(ServiceComponentRuntime runtime) {

    private static final String CAUSE = "Caused by: ";

    /** Returns why the bundle cannot offer what it declares, in one line; empty when nothing speaks against it. */
    Optional<String> obstacle(Bundle bundle) {
        Collection<ComponentDescriptionDTO> descriptions = runtime.getComponentDescriptionDTOs(bundle);
        return descriptions.isEmpty() && needsComponents(bundle)
                ? Optional.of("it declares plugins, but no Declarative Services component that offers them")
                : failure(bundle).or(() -> descriptions.stream().flatMap(each -> stateless(bundle, each).stream())
                        .findFirst());
    }

    /** Whoever declares a schema is asked for a state at each checkpoint. */
    private static Optional<String> stateless(Bundle bundle, ComponentDescriptionDTO component) {
        Object schema = component.properties.get(AthanorPlugin.PREFIX_ + "stateSchema");
        try {
            return schema == null || "".equals(schema)
                    || Stateful.class.isAssignableFrom(bundle.loadClass(component.implementationClass))
                    ? Optional.empty() : Optional.of("it declares the state " + schema + ", but "
                            + component.implementationClass + " does not implement Stateful");
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of(Problem.failed("the class " + component.implementationClass + " cannot be loaded", e)
                    .what());
        }
    }

    /** An interface that is a kind of plugin is offered by nobody. */
    private static boolean needsComponents(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && Stream.of(AthanorPlugin.NAMESPACE, AthanorWork.NAMESPACE)
                .anyMatch(namespace -> !revision.getDeclaredCapabilities(namespace).isEmpty());
    }

    /** Returns why a component of the bundle failed or is not satisfied, in one line. */
    public Optional<String> failure(Bundle bundle) {
        List<ComponentConfigurationDTO> configurations = runtime.getComponentDescriptionDTOs(bundle).stream()
                .flatMap(description -> runtime.getComponentConfigurationDTOs(description).stream()).toList();
        return configurations.stream().filter(each -> each.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .findFirst()
                .map(each -> "component " + each.description.name + " cannot be activated: " + rootCause(each.failure))
                .or(() -> configurations.stream()
                        .filter(each -> each.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE).findFirst()
                        .map(ComponentFailures::unsatisfied));
    }

    private static String unsatisfied(ComponentConfigurationDTO component) {
        List<String> missing = Arrays.stream(component.unsatisfiedReferences)
                .map(unsatisfied -> Arrays.stream(component.description.references)
                        .filter(reference -> reference.name.equals(unsatisfied.name)).findFirst()
                        .map(reference -> reference.interfaceName).orElse(unsatisfied.name)).toList();
        return "component " + component.description.name + " waits for " + String.join(", ", missing);
    }

    /** The runtime hands the failure over as the text of a stack trace. */
    private static String rootCause(String trace) {
        String line = trace.lines().filter(each -> each.startsWith(CAUSE)).reduce((first, last) -> last)
                .map(each -> each.substring(CAUSE.length()))
                .orElseGet(() -> trace.lines().findFirst().orElse("unknown"));
        return line.replaceFirst("^[\\w.$]*[.$](\\w+)(: |$)", "$1$2").strip();
    }

    /** Returns the message of the innermost cause. */
    static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return cause == failure ? message : cause.getClass().getSimpleName() + ": " + message;
    }
}
