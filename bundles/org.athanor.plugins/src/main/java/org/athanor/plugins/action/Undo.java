package org.athanor.plugins.action;

/** Undoes an action. */
@FunctionalInterface
public interface Undo {

    /** There is nothing to undo. */
    Undo NOTHING = reason -> { };

    /**
     * Undoes the action.
     *
     * @param reason why, for those who are told
     * @throws Exception when it could not be undone; it is reported, and the other actions are undone all the same
     */
    void run(String reason) throws Exception;
}
