package org.athanor.shell.gogo;

import java.util.Optional;
import java.util.function.Predicate;
import org.apache.felix.gogo.runtime.Parser;

/** {@code --help} and {@code -h}, which Gogo's own commands know and no other does. */
final class Help {

    private Help() {
    }

    /**
     * Returns the line that shows the help that a command line asks for; empty when it asks for none.
     *
     * @param ofGogo tells the commands of Gogo
     */
    static Optional<String> askedFor(Parser.Executable command, Predicate<String> ofGogo) {
        if (!(command instanceof Parser.Statement statement) || statement.tokens().size() < 2) {
            return Optional.empty();
        }
        String name = statement.tokens().get(0).toString();
        boolean asked = statement.tokens().stream().skip(1).map(Object::toString)
                .anyMatch(word -> word.equals("--help") || word.equals("-h"));
        return asked && !ofGogo.test(name) && name.matches("[\\w-]+(:[\\w-]+)?")
                ? Optional.of("athanor:help " + name) : Optional.empty();
    }
}
