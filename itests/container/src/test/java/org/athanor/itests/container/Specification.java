package org.athanor.itests.container;

import static org.athanor.api.lifecycle.Plugins.Operation.INSTALL;
import static org.athanor.api.lifecycle.Plugins.Operation.ROLLBACK;
import static org.athanor.api.lifecycle.Plugins.Operation.START;
import static org.athanor.api.lifecycle.Plugins.Operation.STOP;
import static org.athanor.api.lifecycle.Plugins.Operation.UNINSTALL;
import static org.athanor.api.lifecycle.Plugins.Operation.UPGRADE;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.athanor.api.lifecycle.Plugins.Operation;

/**
 * What an operation is to do.
 *
 * @param subject makes ready what must be there before, and returns what the operation is about
 * @param expected returns what it is to do; asked with whether the session can do without the plugin
 */
record Specification(BiFunction<Stage, Case, String> subject, BiFunction<Situation, Boolean, Expected> expected) {

    private static final Map<Operation, Specification> ALL = Map.of(
            INSTALL, new Specification(Stage::spareJar, (situation, removable) -> Expected.ELSEWHERE),
            UPGRADE, new Specification(Stage::nextJar, (situation, removable) -> exchanged(situation)),
            ROLLBACK, new Specification(Stage::upgraded, (situation, removable) -> exchanged(situation)),
            STOP, new Specification(Stage::active, Specification::stopped),
            START, new Specification(Stage::stopped, Specification::started),
            UNINSTALL, new Specification(Stage::active, (situation, removable) -> removable
                    || situation == Situation.ENDED ? stopped(situation, removable)
                            : new Expected("refused", "cannot do without", After.AS_BEFORE)));

    /** How the slot of the plugin is afterwards. */
    enum After {
        /** Nothing has changed in it. */
        AS_BEFORE,
        /** Another version is in it. */
        OTHER_VERSION,
        /** The session waits for what was in it. */
        MISSING,
        /** The session goes on without. */
        EMPTY,
        /** What had gone is in it again. */
        BACK
    }

    /**
     * What an operation is to do in some situation.
     *
     * @param outcome how it ends
     * @param reason part of the reason that is told, to whoever asked or in the records of the session
     * @param after how the slot is afterwards
     */
    record Expected(String outcome, String reason, After after) {

        private static final Expected ELSEWHERE = new Expected("committed", "", After.AS_BEFORE);
        private static final Expected TOO_LATE = new Expected("refused", "the run has ended", After.AS_BEFORE);
    }

    /** Returns what an operation is to do. */
    static Specification of(Operation operation) {
        return Optional.ofNullable(ALL.get(operation)).orElseThrow(() -> new AssertionError("it is not specified what "
                + operation + " does; say it in " + Specification.class.getSimpleName()));
    }

    private static Expected exchanged(Situation situation) {
        return switch (situation) {
            case RUNNING, ON_PROBATION -> new Expected("committed", "", After.OTHER_VERSION);
            case PAUSED -> new Expected("committed", "no step has tried it: the session is paused",
                    After.OTHER_VERSION);
            case WAITING -> new Expected("refused", "", After.AS_BEFORE);
            case ENDING -> Expected.TOO_LATE;
            case ENDED -> Expected.ELSEWHERE;
        };
    }

    private static Expected stopped(Situation situation, boolean removable) {
        return switch (situation) {
            case RUNNING, ON_PROBATION, PAUSED, WAITING -> new Expected("committed", "", removable ? After.EMPTY
                    : After.MISSING);
            case ENDING -> removable ? Expected.TOO_LATE : Expected.ELSEWHERE;
            case ENDED -> Expected.ELSEWHERE;
        };
    }

    /** What the session cannot do without is stopped only while it waits; otherwise a plugin that it does not use is. */
    private static Expected started(Situation situation, boolean removable) {
        return switch (situation) {
            case RUNNING, ON_PROBATION, PAUSED -> removable ? new Expected("committed", "", After.BACK)
                    : Expected.ELSEWHERE;
            case WAITING -> new Expected("committed", "", After.BACK);
            case ENDING -> removable ? Expected.TOO_LATE : Expected.ELSEWHERE;
            case ENDED -> Expected.ELSEWHERE;
        };
    }
}
