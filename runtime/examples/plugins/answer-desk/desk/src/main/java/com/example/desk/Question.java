package com.example.desk;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;

/** A question on its way through the desk. Used by the thread of the session. */
final class Question {

    private final String text;
    private final Optional<CompletableFuture<Result<String>>> caller;
    private long generation;
    private State state = State.NEW;
    private Optional<Result<String>> answer = Optional.empty();
    private Optional<Problem> failure = Optional.empty();

    /** Where a question is. */
    enum State {
        /** It has to be asked. */
        NEW,
        /** An answerer has it. */
        ASKED,
        /** The answerer failed. */
        FAILED,
        /** It is answered. */
        ANSWERED
    }

    private Question(String text, Optional<CompletableFuture<Result<String>>> caller) {
        this.text = text;
        this.caller = caller;
    }

    /** A question that the run file lists. */
    static Question listed(String text) {
        return new Question(text, Optional.empty());
    }

    /** A question of somebody who waits for the answer. */
    static Question called(String text, CompletableFuture<Result<String>> caller) {
        return new Question(text, Optional.of(caller));
    }

    String text() {
        return text;
    }

    boolean listed() {
        return caller.isEmpty();
    }

    boolean is(State other) {
        return state == other;
    }

    /** Notes that it has to be asked, or asked again. */
    void renew() {
        state = State.NEW;
    }

    /** Notes of which generation an answerer has it. */
    void asked(long number) {
        state = State.ASKED;
        generation = number;
    }

    /** Returns the number of that generation. */
    long generation() {
        return generation;
    }

    /** Notes that the answerer failed. */
    void failed(Problem problem) {
        state = State.FAILED;
        failure = Optional.of(problem);
    }

    /** Returns why the answerer failed. */
    Problem failure() {
        return failure.orElseThrow();
    }

    /** Notes the answer, or that there is none. */
    void answered(Result<String> words) {
        state = State.ANSWERED;
        answer = Optional.of(words);
    }

    /** Returns what is recorded. */
    String words() {
        return answer.orElseThrow().orElse(Problem::message);
    }

    /** Tells the caller, if there is one, what was answered. */
    void tell() {
        caller.ifPresent(waits -> waits.complete(answer.orElseThrow()));
    }
}
