package org.athanor.exchange.threads;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Plugin code has not come back in time. */
public final class HangException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<StackTraceElement> where;

    /**
     * Says how long it was waited for.
     *
     * @param where what its thread did then, innermost call first; empty when it did not even begin
     */
    public HangException(long millis, StackTraceElement... where) {
        super("it has not come back within " + millis / 1000.0 + " s" + own(where).map(frame -> ": it is in "
                + frame.getClassName() + "." + frame.getMethodName()).orElse(""));
        this.where = List.of(where);
    }

    /** Returns what its thread did, innermost call first. */
    public List<StackTraceElement> where() {
        return where;
    }

    /** The innermost call that is not the platform's. */
    private static Optional<StackTraceElement> own(StackTraceElement... where) {
        return Arrays.stream(where).filter(frame -> !frame.getClassName().matches("(java|javax|jdk|sun)\\..*"))
                .findFirst().filter(frame -> !frame.getClassName().startsWith(GenerationThreads.class.getName() + "$"));
    }
}
