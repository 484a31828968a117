package org.athanor.shell;

import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;

/**
 * The one {@code ThreadIO} of a test's process. It puts itself back into {@code System} whenever a command ends, and a
 * second one refuses to start beside it; so whichever test comes first starts it, and no test stops it.
 */
public final class TestStreams {

    private static final ThreadIOImpl STARTED = new ThreadIOImpl();

    static {
        STARTED.start();
    }

    private TestStreams() {}

    /** The started {@code ThreadIO}. */
    public static ThreadIOImpl threads() {
        return STARTED;
    }
}
