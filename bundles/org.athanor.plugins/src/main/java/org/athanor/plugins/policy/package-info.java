/** Which plugin jars a container takes: any, signed ones, or listed ones. */
@NullMarked
package org.athanor.plugins.policy;

import org.jspecify.annotations.NullMarked;
