package org.athanor.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

/**
 * Makes a service interface a kind of plugin. At build time it writes a capability in namespace {@value #NAMESPACE}
 * into the manifest of the bundle that holds the interface: nothing else is needed for a new kind. A plugin that names
 * the interface as its kind requires that capability, so the framework does not resolve it where the kind is unknown.
 *
 * <pre>{@code
 * @AthanorKind(word = "scorer")
 * @ConsumerType
 * public interface Scorer { ... }
 * }</pre>
 */
@Documented
@Capability(namespace = AthanorKind.NAMESPACE, attribute = "service=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface AthanorKind {

    /** The namespace of the generated capability. */
    String NAMESPACE = "athanor.kind";

    /** The word in run files, commands, reports and the ledger: lower case letters, digits and hyphens. */
    @Attribute("word")
    String word();

    /** How what a plugin of this kind keeps goes over to its successor. */
    @Attribute("crossing")
    Crossing crossing() default Crossing.HANDED_OVER;

    /**
     * Whether a call of a plugin of this kind does something to the world, such as sending a message. A kind that only
     * computes, such as a tokenizer, says {@code false}: then shadows call its plugins too.
     */
    @Attribute("side-effects")
    boolean sideEffects() default true;
}
