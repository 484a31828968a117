package org.athanor.api.plugin;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Properties that the session adds to the configuration of each of its plugins. Take them as a parameter of the
 * component's constructor, beside the plugin's own configuration:
 *
 * <pre>{@code
 * @Activate
 * JsonLinesLogger(JsonLinesConfig config, SessionScope session) { ... }
 * }</pre>
 */
@ComponentPropertyType
public @interface SessionScope {

    /** Prefix of the properties. */
    String PREFIX_ = "athanor.session.";

    /** The session that the service instance belongs to; property {@code athanor.session.id}. */
    String id() default "";

    /**
     * The slot that the service instance fills, for example {@code tokenizer} or a name given by the run file; property
     * {@code athanor.session.slot}.
     */
    String slot() default "";

    /** The run folder of the session, an absolute path; property {@code athanor.session.directory}. */
    String directory() default "";

    /**
     * The folder that relative paths of the run file are relative to: the working folder in which the run was first
     * started; property {@code athanor.session.base}.
     */
    String base() default "";

    /**
     * What tells the run from any other, whatever its name: for what is kept outside of its run folder; property {@code
     * athanor.session.run}.
     */
    String run() default "";

    /**
     * Whether the session repeats another run, whose files outside of its run folder are not its own; property {@code
     * athanor.session.repeats}.
     */
    boolean repeats() default false;
}
