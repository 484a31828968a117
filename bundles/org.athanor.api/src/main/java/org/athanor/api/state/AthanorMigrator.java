package org.athanor.api.state;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares a {@link StateMigrator} component: an edge in the graph of versions of a state schema. At build time it
 * writes a capability in namespace {@value #NAMESPACE}, so that the planner knows every path before anything is
 * installed, and the same values as component properties.
 */
@Capability(namespace = AthanorMigrator.NAMESPACE)
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface AthanorMigrator {

    /** The namespace of the generated capability. */
    String NAMESPACE = "athanor.migrator";

    /** Prefix of the generated component properties. */
    String PREFIX_ = "athanor.migrator.";

    /** The name of the schema, as in {@link StateSnapshot#schema()}. */
    @Attribute("schema")
    String schema();

    /** The version of the schema that the migrator takes, from 1. */
    @Attribute("from")
    int from();

    /** The version of the schema that it gives; lower than {@code from} for the way back. */
    @Attribute("to")
    int to();
}
