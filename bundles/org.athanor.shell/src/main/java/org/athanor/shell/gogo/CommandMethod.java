package org.athanor.shell.gogo;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.athanor.api.shell.Completion;

/**
 * A method behind a Gogo command, as far as completion and help need to know it.
 *
 * @param description what it does; empty for those that do not tell
 * @param parameters its parameters, without the session
 */
record CommandMethod(Optional<String> description, List<Parameter> parameters) {

    private static final String LINE = System.lineSeparator();

    /** Returns the methods of a command object that Gogo would call for a function. */
    static List<CommandMethod> of(Object command, String function) {
        String name = function.toLowerCase(Locale.ROOT);
        List<String> names = List.of(name, "_" + name, "get" + name, "is" + name);
        return Arrays.stream(command.getClass().getMethods())
                .filter(method -> names.contains(method.getName().toLowerCase(Locale.ROOT)))
                .map(CommandMethod::of).toList();
    }

    private static CommandMethod of(Method method) {
        return new CommandMethod(described(method), Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.getType() != CommandSession.class).toList());
    }

    private static Optional<String> described(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(Descriptor.class)).map(Descriptor::value);
    }

    /** Returns what it does and each of its options and arguments, with defaults. */
    String page(String name) {
        Map<String, String> rows = new LinkedHashMap<>();
        StringBuilder usage = new StringBuilder("usage: " + name);
        for (Parameter parameter : parameters) {
            String word = word(parameter);
            usage.append(option(parameter).isPresent() ? " [" + word + "]" : " " + word);
            rows.put(word, described(parameter).orElse("") + fallback(parameter));
        }
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        return name + ": " + description.orElse("") + LINE + usage + rows.entrySet().stream()
                .map(row -> LINE + ("  %-" + width + "s  %s").formatted(row.getKey(), row.getValue()).stripTrailing())
                .collect(Collectors.joining());
    }

    private static String word(Parameter parameter) {
        return option(parameter).map(option -> String.join("|", option.names()) + (flag(option) ? "" : " "
                + option.names()[0].replaceFirst("^-+", "").toUpperCase(Locale.ROOT)))
                .orElseGet(() -> many(parameter) ? "WORD..." : "WORD");
    }

    private static String fallback(Parameter parameter) {
        return option(parameter).filter(option -> !flag(option)).map(option -> option.absentValue())
                .filter(value -> !value.isEmpty()).map(value -> "; default " + value).orElse("");
    }

    private static boolean flag(org.apache.felix.service.command.Parameter option) {
        return !option.presentValue().equals(org.apache.felix.service.command.Parameter.UNSPECIFIED);
    }

    /** Returns the names of its options. */
    List<String> options() {
        return parameters.stream().map(CommandMethod::option).flatMap(Optional::stream)
                .flatMap(option -> Arrays.stream(option.names())).toList();
    }

    /**
     * Returns the names of the sources that complete the last of the arguments.
     *
     * @param arguments the words after the command up to the cursor
     */
    List<String> sources(List<String> arguments) {
        List<Parameter> positional = new ArrayList<>(parameters.stream().filter(p -> option(p).isEmpty()).toList());
        for (int i = 0; i < arguments.size(); i++) {
            boolean last = i == arguments.size() - 1;
            Optional<Parameter> option = takingValue(arguments.get(i));
            if (option.isPresent() && !last) {
                i++;
                if (i == arguments.size() - 1) {
                    return sources(option.get());
                }
            } else if (last) {
                return positional.stream().findFirst().map(CommandMethod::sources).orElse(List.of());
            } else if (!arguments.get(i).startsWith("-") && !positional.isEmpty() && !many(positional.get(0))) {
                positional.remove(0);
            }
        }
        return List.of();
    }

    private Optional<Parameter> takingValue(String word) {
        return parameters.stream().filter(parameter -> option(parameter)
                .filter(option -> Arrays.asList(option.names()).contains(word))
                // An option without a value of its own when present takes the next word.
                .filter(option -> !flag(option))
                .isPresent()).findFirst();
    }

    private static boolean many(Parameter parameter) {
        return parameter.getType().isArray() || List.class.isAssignableFrom(parameter.getType());
    }

    private static List<String> sources(Parameter parameter) {
        return Optional.ofNullable(parameter.getAnnotation(Completion.class)).map(Completion::value).map(List::of)
                .orElse(List.of());
    }

    private static Optional<org.apache.felix.service.command.Parameter> option(Parameter parameter) {
        return Optional.ofNullable(parameter.getAnnotation(org.apache.felix.service.command.Parameter.class));
    }
}
