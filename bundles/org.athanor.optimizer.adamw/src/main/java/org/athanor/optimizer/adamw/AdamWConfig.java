package org.athanor.optimizer.adamw;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "AdamW", description = "Adam with decoupled weight decay.")
@interface AdamWConfig {

    @AttributeDefinition(name = "Beta 1", description = "Decay of the mean of the gradients, in [0, 1).", min = "0")
    double beta1() default 0.9;

    @AttributeDefinition(name = "Beta 2",
            description = "Decay of the mean of the squared gradients, in [0, 1).", min = "0")
    double beta2() default 0.95;

    @AttributeDefinition(name = "Epsilon", description = "Added to the denominator; greater than 0.", min = "0")
    double epsilon() default 1e-8;

    @AttributeDefinition(name = "Weight decay",
            description = "Per step and unit of learning rate, for the parameters that decay; 0 for none.", min = "0")
    double weight__decay() default 0.1;
}
