package org.athanor.api.model;

/** The first value of a parameter. Random values come from a generator seeded by (run seed, parameter name). */
public sealed interface Initialisation {

    /** All elements zero. */
    record Zeros() implements Initialisation {
    }

    /** All elements one. */
    record Ones() implements Initialisation {
    }

    /**
     * Independent draws from a normal distribution with mean 0.
     *
     * @param deviation its standard deviation, greater than 0
     */
    record Normal(double deviation) implements Initialisation {
    }

    /**
     * Independent draws from a uniform distribution over {@code [-bound, bound)}.
     *
     * @param bound greater than 0
     */
    record Uniform(double bound) implements Initialisation {
    }
}
