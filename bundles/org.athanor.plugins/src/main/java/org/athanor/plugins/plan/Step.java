package org.athanor.plugins.plan;

/**
 * An action of a plan.
 *
 * @param kind what it does
 * @param bundle the symbolic name of the bundle that it is about; empty when it is about all of the plan
 * @param words the same for a person
 */
public record Step(Kind kind, String bundle, String words) {

    /** The actions that there are, in the order in which they can follow each other. */
    public enum Kind {
        /** Keeps the jar of the version that goes, so that it can come back. */
        KEEP_OLD,
        /** Keeps the new jar by its hash. */
        KEEP,
        /** Installs the new jar beside everything else. */
        INSTALL,
        /** Resolves the new bundles together. */
        RESOLVE,
        /** Starts the bundle that comes in. */
        START,
        /** Checks that the bundle offers components and that none failed. */
        COMPONENTS,
        /** Sessions find the new services, check their health and that they fit. */
        PREPARE,
        /** The new version runs in the shadow of the old one, and what they do is compared. */
        SHADOW,
        /** Sessions switch at their next barrier. */
        SWITCH,
        /** The old version stays available until the new one has proved itself. */
        PROBATION,
        /** The plugin set on disk becomes the new one. */
        WRITE_SET,
        /** Waits for calls into the old version. The first action after which there is no way back. */
        DRAIN,
        /** Stops the bundle that goes. */
        STOP_OLD,
        /** Uninstalls the bundle that goes. */
        UNINSTALL_OLD,
        /** Watches the class loader of the old version until it is collected. */
        WATCH_LOADER,
        /** Removes jars that nobody can go back to. */
        FORGET;

        /** Returns whether the change is decided before this action, so that it is no longer undone. */
        public boolean afterCommit() {
            return compareTo(DRAIN) >= 0;
        }
    }
}
