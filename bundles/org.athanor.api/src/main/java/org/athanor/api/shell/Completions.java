package org.athanor.api.shell;

import java.util.Collection;
import org.osgi.annotation.versioning.ConsumerType;

/** A source of candidates for arguments of commands; a service with property {@value #NAME}. */
@ConsumerType
public interface Completions {

    /** The service property that names the source, for example {@code plugin}. */
    String NAME = "athanor.completion";

    /**
     * Returns the candidates. Called for each press of the completion key, so it answers at once.
     *
     * @param prefix what has been typed of the argument; candidates that do not start with it are left out
     */
    Collection<String> candidates(String prefix);
}
