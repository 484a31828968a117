/**
 * The tokenizer {@code byte}: each byte of the UTF-8 form of a text is a token. Its package is named {@code bytes}
 * because {@code byte} is a keyword.
 */
@NullMarked
package org.athanor.tokenizer.bytes;

import org.jspecify.annotations.NullMarked;
