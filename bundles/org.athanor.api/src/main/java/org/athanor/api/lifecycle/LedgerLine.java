package org.athanor.api.lifecycle;

/**
 * A line of a ledger.
 *
 * @param fields everything that stands in it: besides what its writer gave, {@code n} (its position, from 1),
 *     {@code time}, {@code type}, {@code prev} and {@code hash}
 */
public record LedgerLine(LedgerFields fields) {

    /** Returns the one word for what happened. */
    public String type() {
        return fields.text("type");
    }
}
