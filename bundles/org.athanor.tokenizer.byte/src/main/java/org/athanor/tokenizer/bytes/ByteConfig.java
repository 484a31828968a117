package org.athanor.tokenizer.bytes;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Byte tokenizer", description = "UTF-8 bytes as token ids 0 to 255.")
@interface ByteConfig {

    @AttributeDefinition(name = "End of text",
            description = "Adds token 256, which ends a document; true or false.")
    boolean end__of__text() default false;
}
