package org.athanor.exchange.generation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;

/**
 * Checks that the plugins of one kind implement one and the same interface. After a bundle that brings a kind was
 * exchanged in place, two classes of one name may be in use, and a cast would fail in mid-work.
 */
final class KindClasses {

    private KindClasses() {
    }

    /** Returns which of the newcomers implements another class than a plugin that is there; empty when none does. */
    static Optional<Problem> differing(List<PluginBinding> there, List<PluginBinding> newcomers) {
        Map<String, Class<?>> known = new HashMap<>();
        for (PluginBinding binding : Stream.concat(there.stream(), newcomers.stream()).toList()) {
            Optional<Class<?>> found = named(binding.service().getClass(), binding.descriptor().kind().service());
            Class<?> first = found.map(type -> known.putIfAbsent(type.getName(), type)).orElse(null);
            if (first != null && first != found.get()) {
                return Optional.of(Problem.of(Kind.REFUSED, "implements another " + first.getName() + " than the other "
                        + "plugins of its kind in the session", binding.descriptor().toString(), "import the package "
                        + "of the bundle that brings the kind, and refresh the bundles that still use an earlier one"));
            }
        }
        return Optional.empty();
    }

    private static Optional<Class<?>> named(Class<?> type, String name) {
        if (type.getName().equals(name)) {
            return Optional.of(type);
        }
        return Stream.concat(Optional.ofNullable(type.getSuperclass()).stream(), Stream.of(type.getInterfaces()))
                .flatMap(above -> named(above, name).stream()).findFirst();
    }
}
