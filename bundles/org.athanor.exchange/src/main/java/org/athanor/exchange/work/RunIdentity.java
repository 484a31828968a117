package org.athanor.exchange.work;

/**
 * What tells a run from any other.
 *
 * @param name its name, which another run may have, in another home or once this one is deleted
 * @param key given to it at its birth, and to no other
 */
public record RunIdentity(String name, String key) {

    /** Returns whether it is the same run, whatever its name is now. */
    public boolean isSame(RunIdentity other) {
        return key.equals(other.key);
    }

    @Override
    public String toString() {
        return "'" + name + "' (" + key + ")";
    }
}
