package org.athanor.itests.product;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is done to a run, one act after the other.
 *
 * @param acts the acts
 */
record Schedule(List<Act> acts) {

    /** How the plugins of an act are exchanged. */
    enum Way { ONE_BY_ONE, IN_ONE_PLAN, ALL_AT_ONCE }

    /**
     * An exchange of some plugins.
     *
     * @param ticks how many evaluations of the run to wait for before
     * @param way how
     * @param plugins their bundles
     * @param back whether to go back to the versions before; where there are none, newer ones come in
     * @param probation steps of probation
     * @param shadow steps in the shadow
     * @param questions calls to the model meanwhile
     */
    record Act(int ticks, Way way, List<String> plugins, boolean back, int probation, int shadow, int questions) {

        @Override
        public String toString() {
            return "after " + ticks + " evaluations, " + (back ? "back" : "on") + " with "
                    + plugins.stream().map(plugin -> plugin.replace("org.athanor.", ""))
                            .collect(Collectors.joining(" and "))
                    + ", " + way.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + ", probation " + probation + ", shadow " + shadow + ", questions " + questions;
        }
    }

    @Override
    public String toString() {
        return acts.stream().map(Act::toString).collect(Collectors.joining("\n  ", "\n  ", "\n"));
    }
}
