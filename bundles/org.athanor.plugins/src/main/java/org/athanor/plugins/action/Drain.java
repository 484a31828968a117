package org.athanor.plugins.action;

/** Waits for calls into the old version. The first action after which there is no way back. */
public record Drain() implements Action {

    @Override
    public String word() {
        return "drain";
    }

    @Override
    public String words() {
        return "wait for calls into the version before to end";
    }

    @Override
    public boolean afterCommit() {
        return true;
    }

    @Override
    public boolean protectsCalls() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) {
        transaction.sessions().drain();
        return Undo.NOTHING;
    }
}
