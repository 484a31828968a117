/**
 * The storage {@code memory}: bounded, gone with the process, handed over when the bundle is exchanged.
 */
@NullMarked
package org.athanor.storage.memory;

import org.jspecify.annotations.NullMarked;
