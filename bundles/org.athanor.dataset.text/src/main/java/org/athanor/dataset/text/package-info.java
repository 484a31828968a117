/**
 * The data source {@code text}: files, folders and globs of UTF-8 text, cut into records that are read from disk by
 * position. Nothing but the list of files is kept in memory: where a record begins and ends follows from its number,
 * the size of its file, and the bytes around its ends.
 */
@NullMarked
package org.athanor.dataset.text;

import org.jspecify.annotations.NullMarked;
