package com.example.answers.polite;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Polite", description = "Asks other answerers and answers politely.")
@interface PoliteConfig {

    @AttributeDefinition(name = "Asks", description = "The slots of the answerers that it asks, one after the other.")
    String[] asks() default {};

    @AttributeDefinition(name = "Opening", description = "What an answer begins with.")
    String opening() default "With pleasure:";
}
