/** What the bundles that tests install have in them. */
package org.athanor.exchange.probe.plugin;
