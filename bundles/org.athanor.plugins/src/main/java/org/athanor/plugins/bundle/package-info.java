/**
 * What is done to bundles: installing, resolving, starting and uninstalling them beside everything else, finding out
 * why their components do not work, and watching the class loaders of those that have gone.
 */
@NullMarked
package org.athanor.plugins.bundle;

import org.jspecify.annotations.NullMarked;
