/**
 * Text to token ids and back.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.tokenizer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
