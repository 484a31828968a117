package org.athanor.shell.gogo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.athanor.api.shell.Completion;
import org.athanor.api.shell.Completions;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.LoggerFactory;

/**
 * Completes commands from the service registry, their options and their arguments from the annotations of their methods
 * ({@link Completion}), and the values of those from the {@link Completions} that are named.
 */
@Component(service = CommandCompletion.class)
public final class CommandCompletion {

    private static final List<String> SEPARATORS = List.of("|", ";", "||", "&&", "{", "(");

    private final BundleContext context;

    @Activate
    public CommandCompletion(BundleContext context) {
        this.context = context;
    }

    /** Returns all commands as {@code scope:function}, sorted. */
    List<String> commands() {
        return references().flatMap(CommandCompletion::names).distinct().sorted().toList();
    }

    /** Returns whether a command is one that Gogo brings, and no other has its name. */
    boolean ofGogo(String name) {
        List<String> named = commands().stream().filter(each -> each.equals(name) || each.endsWith(":" + name))
                .toList();
        return !named.isEmpty() && named.stream().allMatch(each -> each.startsWith("gogo:"));
    }

    /**
     * Returns candidates for the last of the words.
     *
     * @param folder what relative paths are relative to
     */
    List<String> complete(List<String> words, Path folder) {
        List<String> command = command(words);
        String prefix = command.get(command.size() - 1);
        Collection<String> candidates = command.size() == 1 ? commands()
                : candidates(command.get(0), command.subList(1, command.size()), folder);
        return candidates.stream().filter(candidate -> candidate.startsWith(prefix)).toList();
    }

    /** The part of a line that belongs to the command under the cursor. */
    private static List<String> command(List<String> words) {
        int start = 0;
        for (int i = 0; i + 1 < words.size(); i++) {
            if (SEPARATORS.contains(words.get(i)) || words.get(i).endsWith(";")) {
                start = i + 1;
            }
        }
        return words.subList(start, words.size());
    }

    private Collection<String> candidates(String name, List<String> arguments, Path folder) {
        String prefix = arguments.get(arguments.size() - 1);
        TreeSet<String> candidates = new TreeSet<>();
        for (CommandMethod method : methods(name)) {
            if (prefix.startsWith("-")) {
                candidates.addAll(method.options());
            } else {
                method.sources(arguments).forEach(source -> candidates.addAll(values(source, prefix, folder)));
            }
        }
        return candidates;
    }

    /** Returns the methods behind a command; its scope may be left out. */
    List<CommandMethod> methods(String name) {
        int colon = name.indexOf(':');
        String function = name.substring(colon + 1);
        List<CommandMethod> methods = new ArrayList<>();
        references().filter(reference -> names(reference)
                        .anyMatch(known -> colon < 0 ? known.endsWith(":" + name) : known.equals(name)))
                .map(context::getService)
                .forEach(command -> methods.addAll(CommandMethod.of(command, function)));
        return methods;
    }

    private Collection<String> values(String source, String prefix, Path folder) {
        if (source.equals(Completion.FILE)) {
            return FileCandidates.of(prefix, folder);
        }
        try {
            return context.getServiceReferences(Completions.class, "(" + Completions.NAME + "=" + source + ")").stream()
                    .map(context::getService).flatMap(service -> service.candidates(prefix).stream()).toList();
        } catch (InvalidSyntaxException | RuntimeException e) {
            LoggerFactory.getLogger(CommandCompletion.class).warn("completions of '{}' failed", source, e);
            return List.of();
        }
    }

    private Stream<ServiceReference<?>> references() {
        try {
            return Optional.ofNullable(context.getAllServiceReferences(null, "(&(" + CommandProcessor.COMMAND_SCOPE
                    + "=*)(" + CommandProcessor.COMMAND_FUNCTION + "=*))")).stream().flatMap(Arrays::stream);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> names(ServiceReference<?> reference) {
        Object functions = reference.getProperty(CommandProcessor.COMMAND_FUNCTION);
        Stream<?> each = functions instanceof Object[] array ? Arrays.stream(array)
                : functions instanceof Collection<?> many ? many.stream() : Stream.of(functions);
        return each.map(function -> reference.getProperty(CommandProcessor.COMMAND_SCOPE) + ":" + function);
    }
}
