package org.athanor.training.shadow;

import java.util.Arrays;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.tokenizer.Tokenizer;

/** Compares what two versions read: the tokens of the block of text in which the session stands. */
final class TokenShadow {

    /** Tokens shown on each side of a difference. */
    private static final int AROUND = 8;

    private TokenShadow() {
    }

    static Optional<Problem> compare(Tokenizer from, int[] old, Tokenizer to, int[] fresh) {
        int at = Arrays.mismatch(old, fresh);
        if (at < 0) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(Kind.REFUSED, "the training text reads differently, first at token " + at + " of "
                + old.length + " (now " + fresh.length + "): " + show(from, old, at) + " became "
                + show(to, fresh, at), "shadow", "allow it with --may-differ if that is meant"));
    }

    private static String show(Tokenizer tokenizer, int[] tokens, int at) {
        if (at >= tokens.length) {
            return "the end";
        }
        String around = tokenizer.decode(Arrays.copyOfRange(tokens, Math.max(0, at - AROUND),
                Math.min(tokens.length, at + AROUND)));
        return tokens[at] + " in '" + around.replaceAll("\\s+", " ") + "'";
    }
}
