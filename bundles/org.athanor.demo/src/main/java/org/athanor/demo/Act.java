package org.athanor.demo;

import java.util.List;
import org.athanor.api.session.SwapPolicy;

/**
 * One exchange of the demo.
 *
 * @param plugin the id of the plugin that is to be upgraded
 * @param variant what kind of new version it gets
 */
record Act(String plugin, Variant variant) {

    /** All exchanges, in order. */
    static final List<Act> ALL = List.of(new Act("tokenizer:byte", Variant.SAME_CODE),
            new Act("patcher:chunkedloss", Variant.SAME_CODE), new Act("storage:file", Variant.SAME_CODE),
            new Act("logger:jsonl", Variant.SAME_CODE), new Act("tokenizer:byte", Variant.UNRESOLVABLE),
            new Act("patcher:chunkedloss", Variant.FAULTY));

    /** A kind of new version, and what is expected of its exchange. */
    enum Variant {
        /** The same code under a higher version. */
        SAME_CODE("committed"),
        /** Imports a package that nobody exports. */
        UNRESOLVABLE("refused"),
        /** Fails at its first call. Let in without a trial in the shadow, where it would be found out. */
        FAULTY("rolled_back");

        private final String expected;

        Variant(String expected) {
            this.expected = expected;
        }

        /** Returns the outcome that a sound container comes to. */
        String expected() {
            return expected;
        }
    }

    /** Returns what the new version must prove. */
    SwapPolicy policy() {
        // A storage is tried with a thousand durable writes, for which the run is too short on a slow disk.
        return variant == Variant.FAULTY || plugin.equals("storage:file") ? SwapPolicy.standard().withShadow(0)
                : SwapPolicy.standard();
    }

    /**
     * Returns the step at which the act at {@code index} is due in a run of {@code steps} steps. All are due in its
     * first half: the last one needs steps to fail at, however slow the disk is.
     */
    static long step(int index, long steps) {
        return steps * (index + 1) / (2L * ALL.size());
    }

    /** Returns the step at which the sample is due: after all acts, near the end. */
    static long sampleStep(long steps) {
        return steps * 15 / 16;
    }
}
