/**
 * What is kept on disk of plugins: their jars by content hash, and the set of plugins that a container wants beyond
 * what its distribution brings. Everything is written so that a crash leaves the old or the new, never a half.
 */
@NullMarked
package org.athanor.plugins.store;

import org.jspecify.annotations.NullMarked;
