package org.athanor.plugins.action;

import java.io.IOException;

/** Removes jars that nobody can go back to. */
public record Forget() implements Action {

    @Override
    public String word() {
        return "forget";
    }

    @Override
    public String words() {
        return "remove jars that nobody can go back to";
    }

    @Override
    public boolean afterCommit() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) throws IOException {
        transaction.disk().forget(transaction.setBefore(), transaction.disk().set().read().unwrap().values());
        return Undo.NOTHING;
    }
}
