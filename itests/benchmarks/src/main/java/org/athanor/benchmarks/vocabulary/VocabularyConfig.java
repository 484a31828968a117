package org.athanor.benchmarks.vocabulary;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Vocabulary", description = "Bytes spread over a vocabulary of any size.")
@interface VocabularyConfig {

    @AttributeDefinition(name = "Size", description = "Number of token ids, from 1.", min = "1")
    int size();
}
