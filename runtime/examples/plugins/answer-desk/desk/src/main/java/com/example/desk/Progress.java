package com.example.desk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.LedgerFields;

/**
 * Where a desk stands. Immutable.
 *
 * @param answered how many questions are answered: its steps
 * @param listed how many of these were listed in the run file
 * @param sha256 a hash over all questions and answers, in order
 * @param workers how many questions are answered at a time
 * @param closeAfter how many questions are answered in all; 0 when it stays open
 * @param recent the newest questions, oldest first
 */
record Progress(long answered, long listed, String sha256, long workers, long closeAfter, List<String> recent) {

    private static final int RECENT = 32;

    /** Returns the beginning. */
    static Progress start(DeskSettings settings) {
        return new Progress(0, 0, "", settings.workers(), settings.closeAfter(), List.of());
    }

    /** Returns what it is after one more answer. */
    Progress after(Question question, String answer) {
        List<String> newest = new ArrayList<>(recent);
        newest.remove(question.text());
        newest.add(question.text());
        return new Progress(answered + 1, listed + (question.listed() ? 1 : 0), ContentHash.of((sha256 + "\n"
                + question.text() + "\n" + answer).getBytes(StandardCharsets.UTF_8)), workers, closeAfter,
                List.copyOf(newest.subList(Math.max(0, newest.size() - RECENT), newest.size())));
    }

    Progress withWorkers(long number) {
        return new Progress(answered, listed, sha256, number, closeAfter, recent);
    }

    Progress withCloseAfter(long number) {
        return new Progress(answered, listed, sha256, workers, number, recent);
    }

    /** Returns it as fields of a line of a ledger. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(DeskPlace.STEP, answered);
        fields.put("listed", listed);
        fields.put("answers_sha256", sha256);
        fields.put("workers", workers);
        fields.put("close_after", closeAfter);
        fields.put("recent", recent);
        return fields;
    }

    /** Reads what {@link #fields} returned. */
    static Progress read(LedgerFields fields) {
        return new Progress(fields.number(DeskPlace.STEP), fields.number("listed"), fields.text("answers_sha256"),
                fields.number("workers"), fields.number("close_after"), fields.texts("recent"));
    }
}
