package org.athanor.dataset.mixture;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Mixture", description = "Several data sources as one, each with its share.")
@interface MixtureConfig {

    @AttributeDefinition(name = "Sources", description = "The slots of the data sources, such as wiki.")
    String[] sources();

    @AttributeDefinition(name = "Weights", description = "The share of each source, in the order of the sources: a "
            + "number above 0, counted in thousandths of their sum. Equal shares when there are none.")
    double[] weights() default {};
}
