package org.athanor.api.training;

import org.osgi.annotation.versioning.ProviderType;

/** A facet of the sessions that train. Thread-safe. */
@ProviderType
public interface Training {

    /** Returns where the training stands. */
    TrainingStatus training();
}
