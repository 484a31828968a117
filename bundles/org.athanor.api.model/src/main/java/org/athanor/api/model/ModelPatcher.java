package org.athanor.api.model;

import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/** Changes a model without owning it. */
@AthanorKind(word = "patcher", sideEffects = false)
@ConsumerType
public interface ModelPatcher {

    /**
     * Says what to add to a model and where to intercept it. A pure function of the configuration and
     * {@code model}: the patch of the same model is the same patch.
     *
     * @param model the architecture's description with the parameters of the patches before this one
     * @return the patch, or a problem that names what does not fit (a target module that the model does not have)
     */
    Result<Patch> patch(ModelDescription model);
}
