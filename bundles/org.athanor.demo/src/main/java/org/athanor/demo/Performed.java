package org.athanor.demo;

import org.athanor.api.session.SwapRecord;

/**
 * An exchange that was made, or not.
 *
 * @param expected the outcome that it should have
 * @param swap what became of it; its reason is only what is wrong, without place and remedy
 */
record Performed(String expected, SwapRecord swap) {

    boolean asExpected() {
        return swap.outcome().equals(expected);
    }
}
