package com.example.answers.lookup;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Lookup", description = "Answers from a list of facts.")
@interface LookupConfig {

    @AttributeDefinition(name = "Facts", description = "Questions and their answers, each 'question = answer'.")
    String[] facts() default {};

    @AttributeDefinition(name = "Delay", min = "0", description = "Milliseconds that a look takes, from 0.")
    long delay() default 0;
}
