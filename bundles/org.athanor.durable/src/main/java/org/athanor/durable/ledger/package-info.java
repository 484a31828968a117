/**
 * The ledger: an append-only file of JSON lines in which every line carries the hash of the one before, made durable
 * line by line, and the check that finds a missing, changed or reordered line.
 */
@NullMarked
package org.athanor.durable.ledger;

import org.jspecify.annotations.NullMarked;
