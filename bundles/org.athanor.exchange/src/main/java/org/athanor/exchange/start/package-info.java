/**
 * How sessions come to be: the run file is read, the kind of work is found, the plugins for its slots are chosen, and a
 * session is opened with them, also one that goes on or is repeated. The service of all sessions is here.
 */
@NullMarked
package org.athanor.exchange.start;

import org.jspecify.annotations.NullMarked;
