package org.athanor.storage.file;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "File storage", description = "Atomic entries in a folder.")
@interface FileStorageConfig {

    @AttributeDefinition(name = "Path",
            description = "The folder in which each run gets a folder of its name for its entries, relative to the "
                    + "working folder; empty for the run folder.")
    String path() default "";
}
