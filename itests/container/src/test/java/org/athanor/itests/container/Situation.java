package org.athanor.itests.container;

import java.util.List;
import java.util.stream.Stream;
import org.athanor.api.session.SessionStatus.State;

/** What a session may be doing when an operation reaches it. */
enum Situation {
    /** It takes steps. */
    RUNNING,
    /** It takes steps, and an exchange of another plugin has not proved itself yet. */
    ON_PROBATION,
    /** It was paused. */
    PAUSED,
    /** Another plugin, which it cannot do without, is gone. */
    WAITING,
    /** It has taken its last step, and what belongs to its end is not done. */
    ENDING,
    /** It has ended, in whichever way. */
    ENDED;

    /** Returns all situations, by way of the states that there are. */
    static List<Situation> all() {
        return Stream.of(State.values()).flatMap(state -> in(state).stream()).distinct().toList();
    }

    private static List<Situation> in(State state) {
        return switch (state) {
            // Nobody finds a session before it is set up.
            case STARTING -> List.of();
            case RUNNING -> List.of(RUNNING, ON_PROBATION, ENDING);
            case PAUSED -> List.of(PAUSED);
            case WAITING -> List.of(WAITING);
            case COMPLETED, STOPPED, FAILED -> List.of(ENDED);
        };
    }
}
