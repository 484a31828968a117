/**
 * The process around the OSGi framework. {@link org.athanor.launcher.Main} reads which bundles make up the product
 * from the features, starts the framework in {@link org.athanor.launcher.Container}, hands the command line to the
 * service {@code java.util.function.ToIntFunction} with property {@code athanor.entry=main}, and exits with its
 * answer. It knows no type of Athanor's bundles: what crosses the border is the JDK's.
 */
@NullMarked
package org.athanor.launcher;

import org.jspecify.annotations.NullMarked;
