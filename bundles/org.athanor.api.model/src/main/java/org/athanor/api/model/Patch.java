package org.athanor.api.model;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a {@link ModelPatcher} does to a model: parameters that it adds, parameters that it freezes, interceptors
 * around named operations. Patches form a chain in declared order; the interceptors of the first one are outermost.
 * Each {@code around} method is called once per operation and generation, never per micro-batch.
 */
@ConsumerType
public interface Patch {

    /** Returns the parameters that the patch adds. */
    default List<ParameterSpec> parameters() {
        return List.of();
    }

    /**
     * Returns whether a parameter trains. A patch is asked about its own parameters, and about those of the
     * architecture, which train when every patch of the chain says so. It is never asked about what another patch adds,
     * wherever in the chain that stands and whenever it came: several adapters train side by side.
     *
     * @param parameter one of {@link #parameters}, or a parameter of the architecture
     */
    default boolean trains(String parameter) {
        return true;
    }

    /** Returns the embedding to use for {@code name}; {@code next} unless the patch intercepts it. */
    default Operation aroundEmbedding(String name, Operation next) {
        return next;
    }

    /** Returns the linear operation to use for {@code name}; {@code next} unless the patch intercepts it. */
    default Operation aroundLinear(String name, Operation next) {
        return next;
    }

    /** Returns the normalisation to use for {@code name}; {@code next} unless the patch intercepts it. */
    default Operation aroundNorm(String name, Operation next) {
        return next;
    }

    /** Returns the attention to use for {@code name}; {@code next} unless the patch intercepts it. */
    default AttentionOperation aroundAttention(String name, AttentionOperation next) {
        return next;
    }

    /** Returns the loss to use; {@code next} unless the patch intercepts it. */
    default LossOperation aroundLoss(LossOperation next) {
        return next;
    }

    /** Returns what becomes of the added parameters when the patch leaves a running session. */
    default Leaving leaving() {
        return Leaving.DROP;
    }

    /**
     * Returns new values of parameters that were there before, with the effect of the added ones folded in. Called
     * without gradients when the patch leaves with {@link Leaving#MERGE}.
     *
     * @param parameters reads a parameter by name
     */
    default Map<String, Tensor> merge(Function<String, Tensor> parameters) {
        return Map.of();
    }

    /** What becomes of the parameters of a patch that leaves. */
    enum Leaving {
        /**
         * Folded into the base parameters by {@link Patch#merge}. The base and the added parameters, with their
         * optimizer state, are kept as they were until the change is done for good, so that a rollback brings them
         * back; then they are dropped.
         */
        MERGE,
        /** Kept aside; used again when a patch that adds them comes back. */
        KEEP_ASIDE,
        /** Dropped. */
        DROP
    }
}
