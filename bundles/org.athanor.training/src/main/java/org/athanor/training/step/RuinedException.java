package org.athanor.training.step;

/** The state of a training is ruined: what comes of it from here on is not finite. */
public final class RuinedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what is ruined, and since when. */
    public RuinedException(String what, long step) {
        super(what + " after step " + step);
    }
}
