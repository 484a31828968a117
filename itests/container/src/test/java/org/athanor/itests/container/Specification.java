package org.athanor.itests.container;

import static org.athanor.api.lifecycle.Plugins.Operation.ADD;
import static org.athanor.api.lifecycle.Plugins.Operation.INSTALL;
import static org.athanor.api.lifecycle.Plugins.Operation.REMOVE;
import static org.athanor.api.lifecycle.Plugins.Operation.ROLLBACK;
import static org.athanor.api.lifecycle.Plugins.Operation.START;
import static org.athanor.api.lifecycle.Plugins.Operation.STOP;
import static org.athanor.api.lifecycle.Plugins.Operation.UNINSTALL;
import static org.athanor.api.lifecycle.Plugins.Operation.UPGRADE;
import static org.athanor.api.lifecycle.Plugins.Operation.USE;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;

/**
 * What an operation is to do.
 *
 * @param subject makes ready what must be there before, and returns what the operation is about
 * @param expected returns what it is to do; asked with whether the session can do without the plugin
 */
record Specification(Function<Subjects, Subject> subject, BiFunction<Situation, Boolean, Expected> expected) {

    private static final Map<Operation, Specification> ALL = Map.of(
            INSTALL, new Specification(Subjects::spareJar, (situation, removable) -> Expected.ELSEWHERE),
            UPGRADE, new Specification(Subjects::nextJar, (situation, removable) -> exchanged(situation)),
            ROLLBACK, new Specification(Subjects::upgraded, (situation, removable) -> exchanged(situation)),
            STOP, new Specification(Subjects::plugin, Specification::stopped),
            START, new Specification(Subjects::stopped, Specification::started),
            UNINSTALL, new Specification(Subjects::plugin, Specification::uninstalled),
            USE, new Specification(Subjects::spare, (situation, removable) -> used(situation)),
            ADD, new Specification(Subjects::removed, Specification::added),
            REMOVE, new Specification(Subjects::slot, Specification::removed));

    private static final String UNTRIED = "no step has tried it: the session is paused";

    /** How the slot of the plugin is afterwards. */
    enum After {
        /** Nothing has changed in it. */
        AS_BEFORE,
        /** Another version is in it. */
        OTHER_VERSION,
        /** Another plugin is in it. */
        OTHER_PLUGIN,
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
        private static final Expected TOO_LATE = refused("the run has ended");
        private static final Expected NOBODY = refused("no session is running");
        private static final Expected INDISPENSABLE = refused("cannot do without");
        private static final Expected WAITS = refused("waits for");

        private static Expected refused(String reason) {
            return new Expected("refused", reason, After.AS_BEFORE);
        }

        private static Expected committed(After after) {
            return new Expected("committed", "", after);
        }
    }

    /** Returns what an operation is to do. */
    static Specification of(Operation operation) {
        return Optional.ofNullable(ALL.get(operation)).orElseThrow(() -> new AssertionError("it is not specified what "
                + operation + " does; say it in " + Specification.class.getSimpleName()));
    }

    private static Expected exchanged(Situation situation) {
        return switch (situation) {
            case RUNNING, ON_PROBATION -> Expected.committed(After.OTHER_VERSION);
            case PAUSED -> new Expected("committed", UNTRIED, After.OTHER_VERSION);
            case WAITING -> Expected.WAITS;
            case ENDING -> Expected.TOO_LATE;
            case ENDED -> Expected.ELSEWHERE;
        };
    }

    private static Expected used(Situation situation) {
        return switch (situation) {
            case RUNNING, ON_PROBATION -> Expected.committed(After.OTHER_PLUGIN);
            case PAUSED -> new Expected("committed", UNTRIED, After.OTHER_PLUGIN);
            case WAITING -> Expected.WAITS;
            case ENDING -> Expected.TOO_LATE;
            case ENDED -> Expected.NOBODY;
        };
    }

    private static Expected stopped(Situation situation, boolean removable) {
        return switch (situation) {
            case RUNNING, ON_PROBATION, PAUSED -> Expected.committed(removable ? After.EMPTY : After.MISSING);
            case WAITING -> removable ? Expected.WAITS : Expected.committed(After.MISSING);
            case ENDING -> removable ? Expected.TOO_LATE : Expected.ELSEWHERE;
            case ENDED -> Expected.ELSEWHERE;
        };
    }

    /** What the session cannot do without is started only where it waits for it; elsewhere a plugin that it has not. */
    private static Expected started(Situation situation, boolean removable) {
        return switch (situation) {
            case RUNNING, ON_PROBATION, PAUSED -> removable ? Expected.committed(After.BACK) : Expected.ELSEWHERE;
            case WAITING -> removable ? Expected.WAITS : Expected.committed(After.BACK);
            case ENDING -> removable ? Expected.TOO_LATE : Expected.ELSEWHERE;
            case ENDED -> Expected.ELSEWHERE;
        };
    }

    private static Expected uninstalled(Situation situation, boolean removable) {
        return removable || situation == Situation.ENDED ? stopped(situation, removable) : Expected.INDISPENSABLE;
    }

    private static Expected removed(Situation situation, boolean removable) {
        return situation == Situation.ENDED ? Expected.NOBODY : uninstalled(situation, removable);
    }

    private static Expected added(Situation situation, boolean removable) {
        return situation == Situation.ENDED ? Expected.NOBODY : removable ? started(situation, true)
                : Expected.refused("is filled already");
    }
}
