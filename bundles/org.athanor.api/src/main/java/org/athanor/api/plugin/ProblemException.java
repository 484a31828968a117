package org.athanor.api.plugin;

/** Carries a {@link Problem} through code that has no {@link Result} to return it in. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** Creates an exception whose message is the one line of {@code problem}. */
    public ProblemException(Problem problem) {
        super(problem.message(), problem.cause().orElse(null));
        this.problem = problem;
    }

    /** Returns the problem. */
    public Problem problem() {
        return problem;
    }
}
