package org.athanor.plugins.action;

/**
 * An action of a plan. It is made when the plan is, with all that it needs to know, and touches nothing before it is
 * run.
 */
public sealed interface Action permits BringIn, KeepOld, Keep, Install, Resolve, Start, CheckComponents, Prepare,
        Shadow, Switch, Probation, WriteSet, Drain, StopOld, UninstallOld, WatchLoader, Forget {

    /** Returns the word by which the ledger knows what it does. */
    String word();

    /** Returns the symbolic name of the bundle that it is about; empty when it is about all of the plan. */
    default String bundle() {
        return "";
    }

    /** Returns what it does, in the words of the plan. */
    String words();

    /** Returns whether the plan is decided before it, so that nothing is undone any more when it fails. */
    default boolean afterCommit() {
        return false;
    }

    /** Returns whether it is not undone as long as a call is inside what came in: the call needs what it has made. */
    default boolean keptForCalls() {
        return false;
    }

    /** Returns whether nothing before it may be undone when it could not be: sessions still use what came in. */
    default boolean mustBeUndone() {
        return false;
    }

    /** Returns whether the actions after it would break calls when it has failed. */
    default boolean protectsCalls() {
        return false;
    }

    /** Returns whether it takes a bundle away, which is made up for later if it would break calls now. */
    default boolean takesAway() {
        return false;
    }

    /**
     * Does its work.
     *
     * @return how to undo it
     * @throws Exception when it could not be done; nothing of it is left behind
     */
    Undo run(Transaction transaction) throws Exception;
}
