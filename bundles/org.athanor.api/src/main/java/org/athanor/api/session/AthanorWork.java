package org.athanor.api.session;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

/**
 * Declares a Declarative Services component as a kind of work. At build time it writes a capability in namespace
 * {@value #NAMESPACE} into the manifest: so a bundle that holds no plugin can come into a container as one that does,
 * and it is not taken away while a session of that work runs.
 *
 * <pre>{@code
 * @AthanorWork(name = "desk")
 * @Component(service = Work.class)
 * public final class DeskWork implements Work { ... }
 * }</pre>
 */
@Documented
@Capability(namespace = AthanorWork.NAMESPACE)
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface AthanorWork {

    /** The namespace of the generated capability. */
    String NAMESPACE = "athanor.work";

    /** The attribute of the capability that has the name. */
    String NAME = "name";

    /** The word for this kind of work in run files, reports and ledgers: lower case letters, digits and hyphens. */
    @Attribute(NAME)
    String name();
}
