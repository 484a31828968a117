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
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All objects that some objects hold: by fields, also private and inherited ones and those of the JDK, and by arrays.
 * Where the walk ends is said by whoever walks; it never goes on from a class, a class loader or the referent of a
 * reference, which may be weak.
 */
final class ObjectGraph {

    /** Each object, and who holds it. Nobody holds the first ones. */
    private final IdentityHashMap<Object, Optional<Holder>> found = new IdentityHashMap<>();

    private record Holder(Object object, String field) {
    }

    private ObjectGraph() {
    }

    /** Walks from some objects to all that they hold, except through objects for which {@code end} holds. */
    static ObjectGraph of(List<?> first, Predicate<Object> end) {
        ObjectGraph graph = new ObjectGraph();
        Deque<Object> open = new ArrayDeque<>();
        first.forEach(object -> graph.meet(object, Optional.empty(), open));
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
        Optional<Holder> holder = holder(object);
        for (Object held = object; holder.isPresent(); holder = holder(held)) {
            held = holder.get().object();
            path.add(held.getClass().getName() + "." + holder.get().field());
        }
        Collections.reverse(path);
        return String.join(" -> ", path) + " -> " + object.getClass().getName();
    }

    private Optional<Holder> holder(Object object) {
        return found.getOrDefault(object, Optional.empty());
    }

    private void meet(Object object, Optional<Holder> holder, Deque<Object> open) {
        if (object != null && found.putIfAbsent(object, holder) == null) {
            open.add(object);
        }
    }

    private void open(Object holder, Deque<Object> open) {
        if (holder instanceof Object[]) {
            for (int i = 0; i < Array.getLength(holder); i++) {
                meet(Array.get(holder, i), Optional.of(new Holder(holder, "[" + i + "]")), open);
            }
        }
        for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
            if (type != Reference.class) {
                for (Field field : type.getDeclaredFields()) {
                    if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                        meet(value(field, holder), Optional.of(new Holder(holder, field.getName())), open);
                    }
                }
            }
        }
    }

    private static Object value(Field field, Object holder) {
        try {
            field.setAccessible(true);
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
