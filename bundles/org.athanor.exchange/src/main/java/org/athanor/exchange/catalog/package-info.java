/**
 * Which plugins the framework has, how they are configured, and the services that they publish for a session.
 */
@NullMarked
package org.athanor.exchange.catalog;

import org.jspecify.annotations.NullMarked;
