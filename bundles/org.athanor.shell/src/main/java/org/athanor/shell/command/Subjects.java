package org.athanor.shell.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;

/**
 * The words of a command as what a change is about. A word with {@code =} is a setting of the plugin before it; the
 * first plain word after settings begins the next subject.
 *
 * @param command the command, for messages
 * @param slot the value of the option that names a slot; empty when it was not given
 * @param session the value of the option that names a session; empty when it was not given
 */
record Subjects(String command, String slot, String session) {

    static final String SOURCE = "a jar: a file, a URL or mvn:group/artifact/version";
    static final String PLUGIN = "a plugin: kind:name, its name or its bundle";
    static final String SLOT = "a slot";

    /** Returns what an operation is asked for; throws a {@link ProblemException} that says what is missing. */
    PlanRequest of(Operation operation, CommandSession terminal, String... words) {
        Arguments arguments = Arguments.of(command, words);
        List<Subject> subjects = switch (operation) {
            case INSTALL, UPGRADE -> arguments.some(SOURCE).stream().map(word -> source(terminal, word))
                    .map(Subject::of).map(subject -> operation == Operation.UPGRADE ? inSlot(subject) : subject)
                    .toList();
            case ROLLBACK -> !slot.isEmpty() && words.length == 0 ? List.of(Subject.slot(slot))
                    : arguments.some(PLUGIN).stream().map(Subject::of).toList();
            case STOP, START, UNINSTALL -> List.of(Subject.of(arguments.one(PLUGIN)));
            case REMOVE -> arguments.some(SLOT).stream().map(Subject::slot).toList();
            case USE -> filled(arguments.some("SLOT PLUGIN [key=value...]"));
            case ADD -> added(arguments.some(PLUGIN));
        };
        return new PlanRequest(operation, session.isEmpty() ? subjects
                : subjects.stream().map(subject -> subject.in(session)).toList());
    }

    private Subject inSlot(Subject subject) {
        return slot.isEmpty() ? subject : Subject.inSlot(slot, subject.name(), Map.of());
    }

    private List<Subject> filled(List<String> words) {
        List<Subject> subjects = new ArrayList<>();
        for (ListIterator<String> left = words.listIterator(); left.hasNext();) {
            String filled = plain(left, SLOT);
            subjects.add(Subject.inSlot(filled, plain(left, PLUGIN), settings(left)));
        }
        return subjects;
    }

    private List<Subject> added(List<String> words) {
        Optional<String> as = Optional.of(slot).filter(name -> !name.isEmpty());
        List<Subject> subjects = new ArrayList<>();
        for (ListIterator<String> left = words.listIterator(); left.hasNext();) {
            subjects.add(new Subject(plain(left, PLUGIN), as, Optional.empty(), settings(left)));
        }
        if (as.isPresent() && subjects.size() > 1) {
            throw wrong("--as names the slot of one plugin", "add one plugin at a time");
        }
        return subjects;
    }

    private String plain(ListIterator<String> left, String what) {
        if (!left.hasNext()) {
            throw wrong("give " + what + " after '" + left.previous() + "'", "");
        }
        String word = left.next();
        if (word.contains("=")) {
            throw wrong("'" + word + "' stands where " + what + " should", "");
        }
        return word;
    }

    private Map<String, String> settings(ListIterator<String> left) {
        Map<String, String> settings = new LinkedHashMap<>();
        while (left.hasNext()) {
            String word = left.next();
            int sign = word.indexOf('=');
            if (sign < 0) {
                left.previous();
                break;
            }
            if (sign == 0) {
                throw wrong("'" + word + "' is not KEY=VALUE", "");
            }
            settings.put(word.substring(0, sign), word.substring(sign + 1));
        }
        return settings;
    }

    private ProblemException wrong(String what, String remedy) {
        return new ProblemException(Problem.of(Problem.Kind.USAGE, what, "",
                remedy.isEmpty() ? "see 'help " + command + "'" : remedy));
    }

    /** A file is named relative to where the caller is, which need not be where the container is. */
    private static String source(CommandSession terminal, String subject) {
        try {
            Path file = terminal.currentDir().resolve(subject);
            return Files.exists(file) ? file.toAbsolutePath().normalize().toString() : subject;
        } catch (InvalidPathException url) {
            return subject;
        }
    }
}
