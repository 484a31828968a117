package org.athanor.plugins.bundle;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Caches of the JDK that keep the record class which used them last, and its class loader: {@link ObjectMethods}
 * converts its method handles to the types of a record that is compared, hashed or printed for the first time, and in
 * JDK 17 a method handle keeps its last conversion. That is no leak of a plugin's; a record of ours takes its place.
 */
final class RecordCaches {

    /** Not of type Object, to which nothing need be converted. */
    private record Successor(String value) {
    }

    private RecordCaches() {
    }

    /** Makes the caches forget whatever record came last. */
    static void clear() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle value = lookup.findVirtual(Successor.class, "value", MethodType.methodType(String.class));
            link(lookup, "equals", MethodType.methodType(boolean.class, Successor.class, Object.class), value);
            link(lookup, "hashCode", MethodType.methodType(int.class, Successor.class), value);
            link(lookup, "toString", MethodType.methodType(String.class, Successor.class), value);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the accessor of a record is there", e);
        }
    }

    private static void link(MethodHandles.Lookup lookup, String method, MethodType type, MethodHandle value) {
        try {
            ObjectMethods.bootstrap(lookup, method, type, Successor.class, "value", value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("ObjectMethods links each of its three methods", e);
        }
    }
}
