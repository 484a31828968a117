package org.athanor.plugins.leak;

import java.util.List;

/**
 * What holds an object.
 *
 * @param root where the chain begins, in words
 * @param references one line per reference
 */
record HeapPath(String root, List<String> references) {

    HeapPath {
        references = List.copyOf(references);
    }
}
