/** A host that outlives plugins and that they can hold on to; the same for the tests and for the bundles in them. */
package org.athanor.plugins.host;
