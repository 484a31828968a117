/**
 * What commands answer, as text: {@link org.athanor.shell.format.Formats} is the converter that Gogo asks, with tables
 * for {@link org.athanor.shell.format.Listing lists}.
 */
@NullMarked
package org.athanor.shell.format;

import org.jspecify.annotations.NullMarked;
