package org.athanor.exchange.testing;

import java.lang.reflect.Proxy;

/** What is there and is not asked for anything, or answers that there is nothing. */
public final class Nothing {

    private Nothing() {
    }

    /** Makes one. */
    public static <T> T of(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) ->
                null));
    }
}
