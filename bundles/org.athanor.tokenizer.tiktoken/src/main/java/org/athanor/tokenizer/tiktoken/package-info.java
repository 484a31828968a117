/**
 * The tokenizer {@code tiktoken}: the byte pair encodings of OpenAI's tiktoken, computed by JTokkit, which carries
 * their vocabularies.
 */
@NullMarked
package org.athanor.tokenizer.tiktoken;

import org.jspecify.annotations.NullMarked;
