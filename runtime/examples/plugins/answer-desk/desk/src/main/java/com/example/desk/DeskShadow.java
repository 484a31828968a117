package com.example.desk;

import com.example.answers.Answerer;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.Lease;
import org.athanor.exchange.threads.HangException;

/**
 * Asks the newest questions again, of both versions. Nobody is told the answers.
 *
 * @param from the generation in use
 * @param to the one that is to follow
 * @param policy what it must prove
 */
record DeskShadow(Generation from, Generation to, SwapPolicy policy) {

    private static final long PATIENCE_MILLIS = 10_000;

    /**
     * Compares their answers.
     *
     * @param slots the slots whose plugin is replaced by another
     * @return done, or the first question that is answered otherwise
     */
    Result<Result.Done> compare(List<String> slots, List<String> questions) {
        if (slots.stream().noneMatch(slot -> to.service(slot, Object.class).filter(Answerer.class::isInstance)
                .isPresent())) {
            return Result.done();
        }
        Optional<Lease> held = from.lease("shadow");
        if (held.isEmpty()) {
            return Result.err(Problem.of(Kind.REFUSED, "the version before is gone", "shadow", "plan it again"));
        }
        try (Lease lease = held.get()) {
            return questions.stream().flatMap(question -> difference(question).stream()).findFirst()
                    .map(Result::<Result.Done>err).orElseGet(Result::done);
        }
    }

    private Optional<Problem> difference(String question) {
        Result<String> before = answer(from, question);
        Result<String> after = answer(to, question);
        boolean failed = after.failure().filter(problem -> problem.kind() == Kind.FAILED).isPresent();
        String expected = before.orElse(Problem::message);
        String actual = after.orElse(Problem::message);
        if (failed || !policy.mayDiffer() && !actual.equals(expected)) {
            return Optional.of(Problem.of(Kind.REFUSED, "to '" + question + "' it answers '" + actual
                    + "' instead of '" + expected + "'", "shadow", failed ? ""
                            : "allow it with --may-differ if that is meant"));
        }
        return Optional.empty();
    }

    private static Result<String> answer(Generation generation, String question) {
        try {
            return generation.threads().within(PATIENCE_MILLIS, () -> Dispatcher.answer(generation, question));
        } catch (HangException e) {
            return Result.err(Problem.failed("the answerer hangs", e));
        }
    }
}
