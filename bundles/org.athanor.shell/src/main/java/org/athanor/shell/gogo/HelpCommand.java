package org.athanor.shell.gogo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.shell.Completion;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code help}: all commands, those of a scope, or one with its options and their defaults. */
@GogoCommand(scope = "athanor", function = "help")
@Component(service = HelpCommand.class)
public final class HelpCommand {

    private static final String LINE = System.lineSeparator();

    private final CommandCompletion commands;

    @Activate
    public HelpCommand(@Reference CommandCompletion commands) {
        this.commands = commands;
    }

    @Descriptor("lists the commands, those of a scope, or shows one with its options")
    public String help(@Descriptor("a command or a scope; all commands when left out") @Completion("command")
            String... name) {
        if (name.length > 1) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "give only one command or scope, not also '"
                    + name[1] + "'", "help", ""));
        }
        if (name.length == 0) {
            return list(commands.commands()) + LINE + LINE + "'help plugin' lists the commands of a scope, "
                    + "'help plugin:list' or 'plugin:list --help' shows one." + LINE + "At a prompt: exit or Ctrl-D "
                    + "ends, history lists what was typed, TAB completes.";
        }
        String scope = name[0].replaceFirst(":$", "") + ":";
        List<String> ofScope = commands.commands().stream().filter(each -> each.startsWith(scope)).toList();
        List<String> named = commands.commands().stream()
                .filter(each -> each.equals(name[0]) || each.endsWith(":" + name[0])).toList();
        if (ofScope.isEmpty() && named.isEmpty()) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "unknown command or scope", name[0],
                    Nearest.find(name[0], commands.commands()).map(near -> "did you mean " + near + "?")
                            .orElse("'help' lists all")));
        }
        return !ofScope.isEmpty() ? list(ofScope) : named.stream().map(this::page)
                .collect(Collectors.joining(LINE + LINE));
    }

    private String list(List<String> names) {
        Map<String, String> lines = new TreeMap<>();
        names.forEach(name -> lines.put(name, commands.methods(name).stream().map(CommandMethod::description)
                .flatMap(Optional::stream).findFirst().orElse("")));
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        return lines.entrySet().stream().map(line -> ("%-" + width + "s  %s").formatted(line.getKey(),
                line.getValue()).stripTrailing()).collect(Collectors.joining(LINE));
    }

    private String page(String name) {
        List<String> pages = commands.methods(name).stream()
                .filter(method -> method.description().isPresent()).map(method -> method.page(name)).toList();
        return pages.isEmpty() ? name + LINE + "  one of Gogo's own; most show their options with --help"
                : String.join(LINE + LINE, pages);
    }
}
