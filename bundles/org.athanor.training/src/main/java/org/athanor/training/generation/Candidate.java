package org.athanor.training.generation;

/**
 * A slot and the bundle that is to fill it.
 *
 * @param slot the slot
 * @param bundleId the bundle
 */
public record Candidate(Slot slot, long bundleId) {
}
