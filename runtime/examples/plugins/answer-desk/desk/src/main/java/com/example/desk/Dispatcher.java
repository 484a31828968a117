package com.example.desk;

import com.example.answers.Answerer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.Lease;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.work.Host;

/**
 * The questions that are being answered. Each is answered on a thread of the generation that was in use when it was
 * asked, and holds that generation meanwhile: an exchange does not wait for it, and what is left of the version before
 * does. Used by the thread of the session.
 */
final class Dispatcher {

    private final Host host;
    private final Inbox inbox;
    /** In the order in which they came. */
    private final Deque<Question> open = new ArrayDeque<>();
    private volatile long acrossExchanges;

    /** {@code inbox}: where answerers leave word. */
    Dispatcher(Host host, Inbox inbox) {
        this.host = host;
        this.inbox = inbox;
    }

    /** Returns how many questions it has. */
    int size() {
        return open.size();
    }

    /** Returns how many of its questions the run file lists. */
    long listed() {
        return open.stream().filter(Question::listed).count();
    }

    /** Returns how many answers came from a generation that had been replaced since. Called by any thread. */
    long acrossExchanges() {
        return acrossExchanges;
    }

    /** Takes a question. */
    void take(Question question) {
        open.add(question);
    }

    /** Asks an answerer each question that has to be asked. */
    void ask() {
        open.stream().filter(question -> question.is(Question.State.NEW)).forEach(this::ask);
    }

    private void ask(Question question) {
        Lease lease = host.lease("the question '" + question.text() + "'");
        question.asked(lease.generation().number());
        lease.generation().threads().side().execute(() -> {
            Runnable word = () -> question.failed(Problem.of(Problem.Kind.FAILED, "the machine failed"));
            try {
                Result<String> answer = answer(lease.generation(), question.text());
                word = () -> hear(question, answer);
            } finally {
                lease.close();
                inbox.leave(word);
            }
        });
    }

    /** What an answerer throws is a failure, whatever it is. */
    static Result<String> answer(Generation generation, String question) {
        try {
            return Objects.requireNonNull(generation.content(Answerer.class).answer(question), "it gave no answer");
        } catch (Throwable e) {
            Problem problem = PluginFailure.of("the answerer failed", e);
            return Result.err(Problem.of(Problem.Kind.FAILED, problem.what(), problem.where(), problem.remedy()));
        }
    }

    private void hear(Question question, Result<String> answer) {
        Optional<Problem> failure = answer.failure().filter(problem -> problem.kind() == Problem.Kind.FAILED);
        failure.ifPresentOrElse(question::failed, () -> {
            acrossExchanges += exchanged(question) ? 1 : 0;
            question.answered(answer);
        });
    }

    private boolean exchanged(Question question) {
        return host.generation().number() != question.generation();
    }

    /** Returns whether there are failures to judge. They are judged after the next barrier, which may explain them. */
    boolean hasFailures() {
        return open.stream().anyMatch(question -> question.is(Question.State.FAILED));
    }

    /**
     * Decides what becomes of questions whose answerer failed.
     *
     * @param step the completed steps
     * @throws ProblemException when the failure is that of an exchange in probation
     */
    void judgeFailures(long step) {
        for (Question question : open) {
            if (question.is(Question.State.FAILED)) {
                judge(question, step);
            }
        }
    }

    private void judge(Question question, long step) {
        Problem failure = question.failure();
        if (exchanged(question) || answererGone()) {
            question.renew();
        } else if (host.onProbation()) {
            question.renew();
            throw new ProblemException(failure);
        } else {
            host.callFailed();
            host.announce(new RunEvent(step, Level.WARNING, "warning", "no answer to '" + question.text() + "': "
                    + failure.message()));
            question.answered(Result.err(failure.withoutCause()));
        }
    }

    private boolean answererGone() {
        return host.generation().bindings().stream().anyMatch(binding -> binding.slot().mandatory()
                && !host.alive(binding));
    }

    /** Takes the first question away if it is answered: none before it is open. */
    Optional<Question> next() {
        return Optional.ofNullable(open.peek()).filter(question -> question.is(Question.State.ANSWERED))
                .map(question -> open.remove());
    }

    /** Takes all questions away. */
    Deque<Question> clear() {
        Deque<Question> all = new ArrayDeque<>(open);
        open.clear();
        return all;
    }
}
