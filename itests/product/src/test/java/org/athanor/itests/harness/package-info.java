/**
 * What the tests of the product share: a home with a text and a run file ({@link org.athanor.itests.harness.Home}),
 * the product as a child process ({@link org.athanor.itests.harness.Product}), what a run leaves
 * ({@link org.athanor.itests.harness.Run}) and plugin jars made from those of the distribution
 * ({@link org.athanor.itests.harness.PluginCopy}). Tests wait for what the product prints or writes, never for a time.
 */
@NullMarked
package org.athanor.itests.harness;

import org.jspecify.annotations.NullMarked;
