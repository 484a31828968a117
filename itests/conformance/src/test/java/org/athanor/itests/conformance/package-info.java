/** The conformance kit at work: on every plugin of the distribution, and on one that breaks the rules. */
@NullMarked
package org.athanor.itests.conformance;

import org.jspecify.annotations.NullMarked;
