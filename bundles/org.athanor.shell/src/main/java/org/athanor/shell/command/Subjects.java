package org.athanor.shell.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
            case USE -> filled(arguments.some("SLOT PLUGIN [key=value...]"), true);
            case ADD -> added(arguments.some(PLUGIN));
        };
        return new PlanRequest(operation, session.isEmpty() ? subjects
                : subjects.stream().map(subject -> subject.in(session)).toList());
    }

    private Subject inSlot(Subject subject) {
        return slot.isEmpty() ? subject : Subject.inSlot(slot, subject.name(), Map.of());
    }

    private List<Subject> added(List<String> words) {
        List<Subject> subjects = filled(words, false);
        if (!slot.isEmpty() && subjects.size() > 1) {
            throw wrong("--as names the slot of one plugin", "add one plugin at a time");
        }
        return subjects.stream().map(subject -> new Subject(subject.name(),
                Optional.of(slot).filter(name -> !name.isEmpty()), Optional.empty(), subject.settings())).toList();
    }

    private List<Subject> filled(List<String> words, boolean withSlot) {
        List<Subject> subjects = new ArrayList<>();
        int at = 0;
        while (at < words.size()) {
            String slotName = withSlot ? plain(words, at++, SLOT) : "";
            String plugin = plain(words, at++, PLUGIN);
            Map<String, String> settings = new LinkedHashMap<>();
            while (at < words.size() && words.get(at).contains("=")) {
                String word = words.get(at++);
                if (word.startsWith("=")) {
                    throw wrong("'" + word + "' is not KEY=VALUE", "");
                }
                settings.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            }
            subjects.add(Subject.inSlot(slotName, plugin, settings));
        }
        return subjects;
    }

    private String plain(List<String> words, int at, String what) {
        if (at >= words.size()) {
            throw wrong("give " + what + " after '" + words.get(words.size() - 1) + "'", "");
        }
        if (words.get(at).contains("=")) {
            throw wrong("'" + words.get(at) + "' stands where " + what + " should", "");
        }
        return words.get(at);
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
