package org.athanor.plugins.probe;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

public final class ThrowingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("no fire today");
    }

    @Override
    public void stop(BundleContext context) {
    }
}
