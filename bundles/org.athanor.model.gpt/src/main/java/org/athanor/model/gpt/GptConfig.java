package org.athanor.model.gpt;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

@ObjectClassDefinition(name = "GPT", description = "A decoder-only Transformer of the GPT-2 family.")
@interface GptConfig {

    @AttributeDefinition(name = "Layers", description = "Number of blocks, 1 to 1024.", min = "1",
            max = "1024")
    int layers();

    @AttributeDefinition(name = "Heads", description = "Attention heads per block, 1 to 1024; divides the width.",
            min = "1", max = "1024")
    int heads();

    @AttributeDefinition(name = "Width", description = "Size of a hidden state, 1 to 65536.", min = "1",
            max = "65536")
    int width();

    @AttributeDefinition(name = "Context", description = "Largest number of tokens in a row, 1 to 1048576.",
            min = "1", max = "1048576")
    int context();

    @AttributeDefinition(name = "Bias", description = "Whether linear operations and norms have a bias.")
    boolean bias() default true;

    @AttributeDefinition(name = "Dropout",
            description = "Probability in [0, 1) after the embedding and at the end of each residual branch.",
            min = "0")
    double dropout() default 0;

    @AttributeDefinition(name = "Tied", description = "Whether the head is the token embedding.")
    boolean tied() default true;

    @AttributeDefinition(name = "Activation", description = "gelu (exact) or gelu_tanh (GPT-2's approximation).",
            options = {@Option(label = "gelu", value = "gelu"), @Option(label = "gelu_tanh", value = "gelu_tanh")})
    String activation() default "gelu";
}
