/**
 * Tests that run as a bundle in the framework, among the bundles that the distribution's features name, and use the
 * services that every bundle can use.
 */
@NullMarked
package org.athanor.itests.container;

import org.jspecify.annotations.NullMarked;
