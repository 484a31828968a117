package org.athanor.patcher.chunkedloss;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Chunked loss",
        description = "The head and its cross-entropy for a few rows at a time, without the full logits.")
@interface ChunkedLossConfig {

    @AttributeDefinition(name = "Chunk", description = "Rows (tokens) per chunk, from 1.", min = "1")
    int chunk() default 256;
}
