package org.athanor.storage.memory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Memory storage", description = "Entries in memory, up to a bound.")
@interface MemoryStorageConfig {

    @AttributeDefinition(name = "Bound", min = "1",
            description = "Bytes that all entries may have together, an entry and its successor both counted; from 1.")
    long max__bytes() default 268_435_456L;
}
