package org.athanor.plugins.probe;

public final class ThrowingComponent {

    public ThrowingComponent() {
        throw new IllegalStateException("no vocabulary");
    }
}
