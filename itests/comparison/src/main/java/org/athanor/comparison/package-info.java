/** Makes the same upgrades on Apache Karaf and on Athanor, one after the other, and prints what came of them. */
@NullMarked
package org.athanor.comparison;

import org.jspecify.annotations.NullMarked;
