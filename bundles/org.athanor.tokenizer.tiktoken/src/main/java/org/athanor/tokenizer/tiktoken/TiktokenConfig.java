package org.athanor.tokenizer.tiktoken;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Tiktoken tokenizer", description = "The byte pair encodings of OpenAI's models.")
@interface TiktokenConfig {

    @AttributeDefinition(name = "Encoding",
            description = "The vocabulary: r50k_base (GPT-2), p50k_base, cl100k_base (GPT-4) or o200k_base (GPT-4o).")
    String encoding() default "r50k_base";
}
