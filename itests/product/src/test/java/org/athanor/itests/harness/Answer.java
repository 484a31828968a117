package org.athanor.itests.harness;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a command or a process answered.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Answer(int code, String out, String err) {

    /** Checks that it succeeded, and returns it. */
    public Answer ok() {
        assertThat(code).as("exit code; standard error: %s; standard output: %s", err, out).isZero();
        return this;
    }

    /** Checks that it failed with this code and one line for a person, and returns the line. */
    public String refusal(int expected) {
        assertThat(code).as("exit code; standard error: %s; standard output: %s", err, out).isEqualTo(expected);
        assertThat(err.strip().lines()).as("standard error").hasSize(1);
        assertThat(err).doesNotContain("\tat ");
        return err.strip();
    }
}
