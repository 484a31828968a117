/** What the product promises, tried on the assembled distribution. */
@NullMarked
package org.athanor.itests.product;

import org.jspecify.annotations.NullMarked;
