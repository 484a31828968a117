/**
 * What a plugin jar is, read from the jar alone: its identity, the plugins that it declares, what it requires and what
 * it offers. Nothing here touches the framework.
 */
@NullMarked
package org.athanor.plugins.inspect;

import org.jspecify.annotations.NullMarked;
