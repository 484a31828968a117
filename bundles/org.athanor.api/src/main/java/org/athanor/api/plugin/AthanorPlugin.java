package org.athanor.api.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.athanor.api.state.Stateful;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares a Declarative Services component as a plugin. At build time it writes a capability in namespace
 * {@value #NAMESPACE} into the manifest, so the planner can read it before anything is installed, and the same
 * values as component properties, so the coordinator finds the component's services.
 * The plugin's version is the version of its bundle.
 *
 * <pre>{@code
 * @AthanorPlugin(name = "lora", kind = ModelPatcher.class, configKey = "lora", conflicts = "quantized-base")
 * @Component(name = "org.example.lora", service = ModelPatcher.class,
 *         configurationPolicy = ConfigurationPolicy.REQUIRE)
 * @Designate(ocd = LoraConfig.class, factory = true)
 * public final class LoraPatcher implements ModelPatcher {
 *     @Activate
 *     public LoraPatcher(LoraConfig config, SessionScope session) { ... }
 * }
 * }</pre>
 */
@Capability(namespace = AthanorPlugin.NAMESPACE)
@Requirement(namespace = AthanorKind.NAMESPACE, filter = "(service=${#kind})")
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface AthanorPlugin {

    /** The namespace of the generated capability. */
    String NAMESPACE = "athanor.plugin";

    /** Prefix of the generated component properties. */
    String PREFIX_ = "athanor.plugin.";

    /** The plugin's name, unique among plugins of its kind: lower case letters, digits and hyphens. */
    @Attribute("name")
    String name();

    /**
     * The service interface of the plugin's kind, for example {@code Tokenizer.class}: one that carries
     * {@link AthanorKind}. The bundle requires the capability of that kind.
     */
    @Attribute("kind")
    Class<?> kind();

    /** The section of the run file that configures the plugin; its keys are those of the Metatype annotation. */
    @Attribute("config-key")
    String configKey();

    /**
     * The slots in which the plugin takes part unless the run file says otherwise, each {@code work:slot}, for example
     * {@code training:tokenizer}. Of two plugins that claim one single slot, the run file must choose.
     */
    @Attribute("default-for")
    String[] defaultFor() default {};

    /** Features that this plugin brings into a session; its own name is always among them. */
    @Attribute("provides")
    String[] provides() default {};

    /** Features that must be in the same session. */
    @Attribute("requires")
    String[] requires() default {};

    /** Features that must not be in the same session. */
    @Attribute("conflicts")
    String[] conflicts() default {};

    /** The schema of the state that a {@link Stateful} plugin takes over and hands over; empty when it keeps none. */
    @Attribute("state-schema")
    String stateSchema() default "";

    /** The version of that schema, from 1; 0 when the plugin keeps no state. */
    @Attribute("state-version")
    int stateVersion() default 0;
}
