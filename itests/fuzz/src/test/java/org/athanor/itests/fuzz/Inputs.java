package org.athanor.itests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;

/** Makes inputs out of sound ones, and checks how they are read. */
final class Inputs {

    /** Longer than reading takes anything that is accepted. */
    private static final long SECONDS = 10;
    private static final int MOST_CHANGES = 6;
    private static final int LONGEST_MESSAGE = 2000;

    private Inputs() {
    }

    /** Something that reads. */
    interface Reading {
        /** Answers what it has read, or a problem; may throw a {@link ProblemException}. */
        Result<?> of(byte[] input) throws Exception;
    }

    /** Returns sound inputs with some changes. */
    static Arbitrary<byte[]> of(List<byte[]> sound, List<String> words) {
        return Combinators.combine(Arbitraries.of(sound), Change.any(words).list().ofMinSize(1).ofMaxSize(MOST_CHANGES))
                .as((input, changes) -> {
                    byte[] changed = input;
                    for (Change change : changes) {
                        changed = change.of(changed);
                    }
                    return changed;
                });
    }

    /** Returns texts with some changes. */
    static Arbitrary<byte[]> ofTexts(List<String> sound, List<String> words) {
        return of(sound.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList(), words);
    }

    /** Reads an input, which must end in time, with a result or with one line that says what is wrong. */
    static void read(byte[] input, Reading reading) throws Throwable {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread reader = new Thread(task, "reader");
            reader.setDaemon(true);
            return reader;
        });
        try {
            problem(thread.submit(() -> reading.of(input)).get(SECONDS, TimeUnit.SECONDS).failure()
                    .map(problem -> problem.message()));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ProblemException told)) {
                throw e.getCause();
            }
            problem(Optional.of(told.problem().message()));
        } catch (TimeoutException e) {
            throw new AssertionError("it is not read within " + SECONDS + " s", e);
        } finally {
            thread.shutdownNow();
        }
    }

    private static void problem(Optional<String> message) {
        message.filter(text -> text.isBlank() || text.lines().count() > 1 || text.length() > LONGEST_MESSAGE
                || text.matches("(?s).*(Exception|Error: |java\\.|jakarta\\.|org\\.snakeyaml).*")).ifPresent(text -> {
                    throw new AssertionError("no line for a person: " + text);
                });
    }
}
