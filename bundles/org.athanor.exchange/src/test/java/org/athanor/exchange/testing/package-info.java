/** What tests of sessions need: shared with the bundles that hold kinds of work. */
package org.athanor.exchange.testing;
