/** Plugins that tests put into bundles of their own. */
package org.athanor.exchange.probe;
