/** Classes that tests put into plugin bundles. */
package org.athanor.plugins.probe;
