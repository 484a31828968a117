/** Kinds of plugin that tests share with the bundles that they install. */
package org.athanor.exchange.probe.kind;
