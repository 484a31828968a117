package org.athanor.api.data;

/**
 * A piece of text. A long document is several consecutive records.
 *
 * @param source where it comes from, for messages: a path, or a path and an offset
 * @param text the text, at most a few mebibytes
 * @param endsDocument whether the document ends with this record; the packer then adds an end-of-text token if the
 *     vocabulary has one
 */
public record TextRecord(String source, String text, boolean endsDocument) {
}
