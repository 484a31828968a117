package org.athanor.itests.misbehaving;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Misbehaving logger", description = "Counts steps, and breaks one rule of plugins.")
@interface MisbehavingConfig {

    @AttributeDefinition(name = "Every", description = "Steps between two lines, from 1.", min = "1")
    int every() default 1;

    @AttributeDefinition(name = "Unit", description = "What is counted: steps or metrics.")
    String unit() default "steps";
}
