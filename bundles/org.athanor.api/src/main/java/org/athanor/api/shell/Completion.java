package org.athanor.api.shell;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says how a parameter of a Gogo command is completed.
 *
 * <pre>{@code
 * @Descriptor("takes a plugin out of use")
 * public Applied stop(@Descriptor("the plugin") @Completion("plugin") String plugin) { ... }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Completion {

    /** The source that knows files and folders; always there. */
    String FILE = "file";

    /** The name of a source: {@link #FILE}, or the {@link Completions#NAME} of a service. */
    String[] value();
}
