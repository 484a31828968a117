package org.athanor.patcher.lora;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

@ObjectClassDefinition(name = "LoRA", description = "Low-rank adapters around linear operations.")
@interface LoraConfig {

    @AttributeDefinition(name = "Rank", description = "Rank of the adapters, from 1.", min = "1")
    int r() default 8;

    @AttributeDefinition(name = "Alpha",
            description = "The adapters' output is scaled by alpha / r; greater than 0.", min = "0")
    double alpha() default 16;

    @AttributeDefinition(name = "Dropout", description = "Probability in [0, 1) on the adapters' input.", min = "0")
    double dropout() default 0;

    @AttributeDefinition(name = "Target modules",
            description = "Linear operations by full name or by its last parts, for example attn.qkv; or all-linear.")
    String[] target__modules();

    @AttributeDefinition(name = "Leaving",
            description = "What becomes of the adapters when the patcher leaves a session: merge, keep or drop.",
            options = {@Option(label = "merge", value = "merge"), @Option(label = "keep", value = "keep"),
                @Option(label = "drop", value = "drop")})
    String leaving() default "merge";
}
