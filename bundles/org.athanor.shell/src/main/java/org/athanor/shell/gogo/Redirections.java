package org.athanor.shell.gogo;

import java.util.List;
import java.util.function.Predicate;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.Parser.Executable;
import org.apache.felix.gogo.runtime.Token;

/**
 * Redirections of a command line. Gogo's parser leaves them out of the text of a command, and what a command returns it
 * prints only inside pipes: with {@code cat} at the end, {@code plugin:list > f} writes what is shown otherwise.
 */
final class Redirections {

    private Redirections() {
    }

    /**
     * Returns the text of a command with its redirections.
     *
     * @param source the whole line
     * @param end where the command ends in it
     * @param ofGogo tells the commands of Gogo, which print themselves
     */
    static String text(String source, Executable command, int end, Predicate<String> ofGogo) {
        String text = source.substring(command.start(), end);
        Parser.Statement last = last(command);
        if (last.tokens().isEmpty() || ofGogo.test(last.tokens().get(0).toString())) {
            return text;
        }
        return last.redirections().stream().filter(Redirections::ofOutput).findFirst()
                .map(to -> source.substring(command.start(), to.start()) + "| gogo:cat "
                        + source.substring(to.start(), end)).orElse(text);
    }

    private static Parser.Statement last(Executable command) {
        if (command instanceof Parser.Pipeline pipeline) {
            List<Executable> commands = pipeline.tokens();
            for (int at = commands.size() - 1; at >= 0; at--) {
                if (commands.get(at) instanceof Parser.Statement statement) {
                    return statement;
                }
            }
        }
        return command instanceof Parser.Statement statement ? statement
                : new Parser.Statement(new Token(""), List.of(), List.of());
    }

    private static boolean ofOutput(Token redirection) {
        return redirection.toString().matches("1?>>?|&>>?");
    }
}
