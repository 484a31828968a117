package org.athanor.log.console;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Console logger", description = "Progress on the console of the container.")
@interface ConsoleConfig {

    @AttributeDefinition(name = "Every", min = "0", description = "Steps between two lines where nobody watches; "
            + "0 for none. A terminal shows every step in its progress line.")
    int every() default 100;
}
