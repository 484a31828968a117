package org.athanor.plugins.probe;

public final class Stateless {
}
