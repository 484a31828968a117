/** The hot folder: jars that are put there become plugins, and plugins whose jars are taken away are uninstalled. */
@NullMarked
package org.athanor.plugins.deploy;

import org.jspecify.annotations.NullMarked;
