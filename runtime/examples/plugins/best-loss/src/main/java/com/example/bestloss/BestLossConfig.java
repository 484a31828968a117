package com.example.bestloss;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Best loss", description = "Says when the held-out loss is lower than ever before.")
@interface BestLossConfig {

    @AttributeDefinition(name = "Margin", min = "0", description = "By how much it must be lower, from 0.")
    double margin() default 0;
}
