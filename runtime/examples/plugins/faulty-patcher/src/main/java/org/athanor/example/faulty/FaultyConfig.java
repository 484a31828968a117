package org.athanor.example.faulty;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Faulty patcher", description = "The settings of the patcher that it pretends to be.")
@interface FaultyConfig {

    @AttributeDefinition(name = "Chunk", description = "Rows (tokens) per chunk, from 1.", min = "1")
    int chunk() default 128;
}
