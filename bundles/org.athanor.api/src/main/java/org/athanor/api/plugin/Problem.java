package org.athanor.api.plugin;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.Optional;

/**
 * What went wrong, in words for the user: one clear line.
 *
 * @param kind the class of the problem; decides the exit code of a command
 * @param what what is wrong, as a sentence without a full stop
 * @param where file, line, key, bundle or step; empty when {@code what} says it
 * @param remedy what to do about it; empty when there is nothing to do
 * @param cause the exception behind it; its stack trace goes to the log, never to the user
 */
public record Problem(Kind kind, String what, String where, String remedy, Optional<Throwable> cause) {

    /** Characters of the message of an exception that are passed on. */
    private static final int LONGEST_CAUSE = 400;

    /** What exceptions whose message is only the name of a file say. */
    private static final Map<Class<?>, String> FILES = Map.of(NoSuchFileException.class, "there is no such file",
            AccessDeniedException.class, "permission denied", FileAlreadyExistsException.class, "there is one already",
            NotDirectoryException.class, "it is no folder", DirectoryNotEmptyException.class, "the folder is not empty",
            FileSystemLoopException.class, "links lead in a circle");

    /** The class of a problem. */
    public enum Kind {
        /** A command or an option that does not exist or was given wrong arguments. */
        USAGE,
        /** A run file, a configuration value or an input that is wrong. */
        CONFIGURATION,
        /** Something named does not exist. */
        NOT_FOUND,
        /** A plugin cannot be installed or exchanged: unresolved, conflicting, unhealthy, or refused by policy. */
        REFUSED,
        /** A plugin, or the runtime, failed while it worked. */
        FAILED,
        /** Reading or writing failed. */
        IO
    }

    /** Returns a problem with a place and a remedy but no cause. */
    public static Problem of(Kind kind, String what, String where, String remedy) {
        return new Problem(kind, what, where, remedy, Optional.empty());
    }

    /** Returns a problem that is told by one sentence. */
    public static Problem of(Kind kind, String what) {
        return of(kind, what, "", "");
    }

    /** Returns a {@link Kind#FAILED} problem that wraps {@code cause}; its message becomes part of the sentence. */
    public static Problem failed(String what, Throwable cause) {
        return new Problem(Kind.FAILED, what + ": " + describe(cause), "", "", Optional.of(cause));
    }

    /** Returns this problem with {@code where} as its place. */
    public Problem at(String place) {
        return new Problem(kind, what, place, remedy, cause);
    }

    /** Returns this problem with {@code remedy} as its remedy. */
    public Problem withRemedy(String action) {
        return new Problem(kind, what, where, action, cause);
    }

    /**
     * Returns this problem without its cause. Whoever keeps an exception keeps the classes in its stack trace, and with
     * them the class loader of the plugin that threw it.
     */
    public Problem withoutCause() {
        return of(kind, what, where, remedy);
    }

    /** Returns {@code where: what; remedy} on one line, leaving out what is empty. */
    public String message() {
        StringBuilder line = new StringBuilder();
        if (!where.isEmpty()) {
            line.append(where).append(": ");
        }
        line.append(what);
        if (!remedy.isEmpty()) {
            line.append("; ").append(remedy);
        }
        return line.toString().replaceAll("\\s*\\R\\s*", " ");
    }

    @Override
    public String toString() {
        return message();
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof FileSystemException file && file.getReason() == null && file.getFile() != null) {
            return FILES.getOrDefault(file.getClass(), file.getClass().getSimpleName()) + ": " + file.getFile();
        }
        if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
            return "there is no class " + String.valueOf(message).replace('/', '.');
        }
        return message == null || message.isBlank() ? cause.getClass().getSimpleName()
                : firstLine(message).replaceAll("(\\w+[.$])+\\w*(Exception|Error): ", "");
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() <= LONGEST_CAUSE ? line : line.substring(0, LONGEST_CAUSE) + "...";
    }
}
