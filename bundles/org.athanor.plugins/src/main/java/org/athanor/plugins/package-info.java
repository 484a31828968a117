/**
 * The plugin manager: the service that plans and applies changes of a container's plugins, one after the other, and
 * tells the truth about what is installed.
 */
@NullMarked
package org.athanor.plugins;

import org.jspecify.annotations.NullMarked;
