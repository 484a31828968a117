package org.athanor.comparison;

/** A container in which something is polled and upgraded. */
interface Host extends AutoCloseable {

    /** Returns its name and version. */
    String name();

    /** Starts to poll. */
    void poll() throws Exception;

    /** Stops polling and returns the figures since it began. */
    Figures polled() throws Exception;

    /**
     * Brings a version in.
     *
     * @return what the container said
     */
    String upgrade(int version, Fault fault) throws Exception;

    /** Does what its user does after a failed upgrade: brings a good version in and makes sure that it runs. */
    void repair(int version) throws Exception;

    /** Returns what the container has of the thing that is upgraded: version and state. */
    String state() throws Exception;

    /** Lets time pass. */
    void pass(long millis) throws Exception;
}
