package org.athanor.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;

/**
 * The words after a command that Gogo has not taken for options. Gogo would answer a wrong number of them with a list
 * of Java types; commands take them all and answer with what is wrong.
 *
 * @param command the command, for messages
 * @param words the words
 */
record Arguments(String command, List<String> words) {

    static final String SET = "--set";
    private static final Pattern OPTION = Pattern.compile("--?[A-Za-z][\\w-]*");

    /** Returns the arguments of a command; an option among them is one that the command does not have. */
    static Arguments of(String command, String... words) {
        for (String word : words) {
            if (OPTION.matcher(word).matches()) {
                throw wrong(command, "unknown option " + word);
            }
        }
        return new Arguments(command, List.of(words));
    }

    /**
     * Takes the repeatable option {@value #SET} out of the words. Gogo knows no repeated option: it takes the value of
     * the first one and leaves the others.
     *
     * @param first the value that Gogo took; empty when there was none
     * @param settings gets the keys and values, in order
     */
    static Arguments withSettings(String command, String first, Map<String, String> settings, String... words) {
        List<String> left = new ArrayList<>();
        List<String> values = new ArrayList<>();
        if (!first.isEmpty()) {
            values.add(first);
        }
        for (int i = 0; i < words.length; i++) {
            if (!words[i].equals(SET)) {
                left.add(words[i]);
            } else if (i + 1 < words.length) {
                values.add(words[++i]);
            } else {
                throw wrong(command, SET + " needs KEY=VALUE");
            }
        }
        values.forEach(value -> settings.put(key(command, value), value.substring(value.indexOf('=') + 1)));
        return of(command, left.toArray(String[]::new));
    }

    /** Returns the only word; {@code what} says what it is. */
    String one(String what) {
        return optional(what).orElseThrow(() -> wrong(command, "give " + what));
    }

    /** Returns all words, at least one; {@code what} says what each is. */
    List<String> some(String what) {
        if (words.isEmpty()) {
            throw wrong(command, "give " + what);
        }
        return words;
    }

    /** Returns the only word, or empty when there is none. */
    Optional<String> optional(String what) {
        if (words.size() > 1) {
            throw wrong(command, "give only " + what + ", not also '" + words.get(1) + "'");
        }
        return words.stream().findFirst();
    }

    /** Returns the words as a key and a value, given as {@code KEY VALUE} or {@code KEY=VALUE}. */
    Map.Entry<String, String> keyAndValue() {
        if (words.size() == 1) {
            String word = words.get(0);
            return Map.entry(key(command, word), word.substring(word.indexOf('=') + 1));
        }
        if (words.size() != 2) {
            throw wrong(command, "give a key and a value");
        }
        return Map.entry(words.get(0), words.get(1));
    }

    /** Returns all words with blanks between them, at least one. */
    String text(String what) {
        return String.join(" ", some(what));
    }

    /** Returns the value of an option that is a whole number, 0 or more. */
    static int count(String command, String option, String value) {
        if (!value.matches("\\d{1,9}")) {
            throw wrong(command, option + " needs a whole number, not '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    /** Returns the value of an option that is a whole number, 1 or more. */
    static int positive(String command, String option, String value) {
        int count = count(command, option, value);
        if (count == 0) {
            throw wrong(command, option + " needs a whole number of at least 1, not '" + value + "'");
        }
        return count;
    }

    /** Returns the value of an option that is a number, 0 or more. */
    static double number(String command, String option, String value) {
        try {
            double number = Double.parseDouble(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(command, option + " needs a number, not '" + value + "'");
        }
        throw wrong(command, option + " needs a number of at least 0, not '" + value + "'");
    }

    private static String key(String command, String setting) {
        if (setting.indexOf('=') < 1) {
            throw wrong(command, "'" + setting + "' is not KEY=VALUE");
        }
        return setting.substring(0, setting.indexOf('='));
    }

    private static ProblemException wrong(String command, String what) {
        return new ProblemException(Problem.of(Problem.Kind.USAGE, what, "", "see 'help " + command + "'"));
    }
}
