/** What runs inside both containers: a consumer that polls, for an OSGi service and for a route of a session. */
@NullMarked
package org.athanor.comparison.polling;

import org.jspecify.annotations.NullMarked;
