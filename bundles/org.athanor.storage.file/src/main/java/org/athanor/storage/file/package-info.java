/**
 * The storage {@code file}: an entry is a folder, its parts are files. A folder gets its final name only when all its
 * files are complete and durable, so a folder with a final name is a complete entry.
 */
@NullMarked
package org.athanor.storage.file;

import org.jspecify.annotations.NullMarked;
