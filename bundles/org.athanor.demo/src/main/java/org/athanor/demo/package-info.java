/**
 * The verb {@code demo}: trains a small model twice, once while its plugins are exchanged and once untouched, and
 * compares the two runs. It uses the services of the API alone, as any bundle could. {@link org.athanor.demo.Act}
 * says what is exchanged, {@link org.athanor.demo.Stage} does it, {@link org.athanor.demo.Verdict} judges.
 */
@NullMarked
package org.athanor.demo;

import org.jspecify.annotations.NullMarked;
