package org.athanor.api.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whether a plugin is able to work.
 *
 * @param ok {@code true} when it is
 * @param message why not, in one sentence; may be empty when {@code ok}
 */
public record Health(boolean ok, String message) {

    /** Implemented by a plugin service that can check itself; asked before the service is switched in. */
    @ConsumerType
    public interface Reporting {
        /** Checks the service now. Called off the step thread; must answer within seconds. */
        Health health();
    }

    /** Returns good health. */
    public static Health good() {
        return new Health(true, "");
    }

    /** Returns bad health with its reason. */
    public static Health bad(String message) {
        return new Health(false, message);
    }
}
