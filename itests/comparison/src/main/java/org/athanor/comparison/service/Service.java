package org.athanor.comparison.service;

import java.util.function.UnaryOperator;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The service that is upgraded on Karaf. The header {@code Fault} lets a version fail at its start or when called. */
public final class Service implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        String fault = String.valueOf(context.getBundle().getHeaders().get("Fault"));
        if (fault.equals("start")) {
            throw new IllegalStateException("this version fails at its start");
        }
        UnaryOperator<String> answer = fault.equals("call") ? Service::fail : text -> text;
        context.registerService(UnaryOperator.class, answer, null);
    }

    private static String fail(String text) {
        throw new IllegalStateException("this version fails at every call");
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the registration back.
    }
}
