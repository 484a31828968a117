package org.athanor.api.metrics;

import org.osgi.annotation.versioning.ProviderType;

/** The terminal or log stream of the container, a service of the shell. Loggers print here, never to System.out. */
@ProviderType
public interface Console {

    /** Returns whether a person watches: a terminal that can redraw a line. */
    boolean interactive();

    /** Returns the width in columns; 80 when there is no terminal. */
    int width();

    /** Prints a line. A progress line, if there is one, stays below it. */
    void println(String line);

    /** Replaces the progress line. Does nothing when not {@link #interactive()}. */
    void progress(String line);

    /** Ends the progress line, leaving it in place. */
    void endProgress();

    /** Returns this console for a session: while others run, too, its lines begin with its name. */
    default Console of(String session) {
        return this;
    }
}
