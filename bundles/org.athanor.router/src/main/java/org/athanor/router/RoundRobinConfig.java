package org.athanor.router;

import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Round-robin router", description = "Each handler of a route in its turn; no settings.")
@interface RoundRobinConfig {
}
