/**
 * Feeds: what a session tells reaches the plugins that are fed on threads of their own, without delaying the session.
 */
@NullMarked
package org.athanor.exchange.feed;

import org.jspecify.annotations.NullMarked;
