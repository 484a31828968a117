package org.athanor.itests.container;

import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All objects that some objects hold: by fields, also private and inherited ones and those of the JDK, and by arrays.
 * Where the walk ends is said by whoever walks; it never goes on from a class, a class loader or the referent of a
 * reference, which may be weak.
 */
final class ObjectGraph {

    /** Of the objects from which a walk begins. */
    private static final Holder NOBODY = new Holder("", "");

    /** Each object, and who holds it. */
    private final IdentityHashMap<Object, Holder> found = new IdentityHashMap<>();

    private record Holder(Object object, String field) {
    }

    private ObjectGraph() {
    }

    /** Walks from some objects to all that they hold, except through objects for which {@code end} holds. */
    static ObjectGraph of(List<?> first, Predicate<Object> end) {
        ObjectGraph graph = new ObjectGraph();
        Deque<Object> open = new ArrayDeque<>();
        first.forEach(object -> graph.meet(object, NOBODY, open));
        for (Object next = open.poll(); next != null; next = open.poll()) {
            if (!end.test(next) && !(next instanceof Class || next instanceof ClassLoader)) {
                graph.open(next, open);
            }
        }
        return graph;
    }

    /** Returns the objects for which {@code wanted} holds. */
    List<Object> objects(Predicate<Object> wanted) {
        return found.keySet().stream().filter(wanted).toList();
    }

    /** Returns how an object is reached, from the first on. */
    String path(Object object) {
        List<String> path = new ArrayList<>();
        for (Holder holder = holder(object); !holder.field().isEmpty(); holder = holder(holder.object())) {
            path.add(holder.object().getClass().getName() + "." + holder.field());
        }
        Collections.reverse(path);
        return String.join(" -> ", path) + " -> " + object.getClass().getName();
    }

    private Holder holder(Object object) {
        return Objects.requireNonNull(found.get(object), "an object that was found");
    }

    private void meet(@Nullable Object object, Holder holder, Deque<Object> open) {
        if (object != null && found.putIfAbsent(object, holder) == null) {
            open.add(object);
        }
    }

    private void open(Object holder, Deque<Object> open) {
        if (holder instanceof Object[]) {
            for (int i = 0; i < Array.getLength(holder); i++) {
                meet(Array.get(holder, i), new Holder(holder, "[" + i + "]"), open);
            }
        }
        for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
            if (type != Reference.class) {
                for (Field field : type.getDeclaredFields()) {
                    if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                        meet(value(field, holder), new Holder(holder, field.getName()), open);
                    }
                }
            }
        }
    }

    private static @Nullable Object value(Field field, Object holder) {
        try {
            field.setAccessible(true);
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
