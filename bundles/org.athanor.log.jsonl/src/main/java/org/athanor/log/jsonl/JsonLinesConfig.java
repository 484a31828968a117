package org.athanor.log.jsonl;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "JSON-lines logger", description = "Metrics as one JSON object per line.")
@interface JsonLinesConfig {

    @AttributeDefinition(name = "Path",
            description = "The file, relative to the working folder; empty for metrics.jsonl in the run folder.")
    String path() default "";

    @AttributeDefinition(name = "Timing", description = "Also writes what was measured in time and memory, which "
            + "differs from run to run; true or false.")
    boolean timing() default false;
}
