/** Where new plugin jars come from: files, URLs, and the local Maven repository. */
@NullMarked
package org.athanor.plugins.source;

import org.jspecify.annotations.NullMarked;
