package org.athanor.objective.causal;

import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Causal language modelling",
        description = "The cross-entropy of each next token. There is nothing to configure.")
@interface CausalConfig {
}
