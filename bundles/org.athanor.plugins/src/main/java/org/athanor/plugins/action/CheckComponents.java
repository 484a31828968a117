package org.athanor.plugins.action;

import java.util.Optional;

/**
 * Checks that the bundle which comes in offers components and that none failed.
 *
 * @param bundle its symbolic name
 * @param among the same for a person, when it is one of several
 */
public record CheckComponents(String bundle, Optional<String> among) implements Action {

    @Override
    public String word() {
        return "components";
    }

    @Override
    public String words() {
        return "check that " + among.map(name -> "the components of " + name).orElse("its components")
                + " are there and that none failed";
    }

    @Override
    public Undo run(Transaction transaction) {
        transaction.bundles().checkComponents(transaction.incoming(bundle));
        return Undo.NOTHING;
    }
}
