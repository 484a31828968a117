package org.athanor.patcher.lora;

import org.athanor.api.model.Patch;

/**
 * What is the same for all adapters.
 *
 * @param slot the slot of the patcher, which names its section and its parameters
 * @param rank from 1
 * @param alpha greater than 0
 * @param dropout in {@code [0, 1)}
 * @param leaving what becomes of the adapters
 */
record LoraSettings(String slot, int rank, double alpha, double dropout, Patch.Leaving leaving) {

    LoraSettings {
        if (rank < 1) {
            throw LoraPatcher.problem("r is " + rank, slot + ".r", "it must be at least 1");
        }
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw LoraPatcher.problem("alpha is " + alpha, slot + ".alpha", "it must be greater than 0");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw LoraPatcher.problem("dropout is " + dropout, slot + ".dropout",
                    "it must be at least 0 and less than 1");
        }
    }

    double scale() {
        return alpha / rank;
    }
}
