package org.athanor.plugins.apply;

/** Takes an action back. */
@FunctionalInterface
interface Undo {

    /** An action that leaves nothing to take back. */
    Undo NOTHING = reason -> { };

    /**
     * Takes the action back.
     *
     * @param reason why, for those who are told
     * @throws Exception when it could not be taken back; it is reported, and the other actions are taken back all
     *     the same
     */
    void run(String reason) throws Exception;
}
