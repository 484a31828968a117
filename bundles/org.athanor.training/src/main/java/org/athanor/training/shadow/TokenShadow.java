package org.athanor.training.shadow;

import java.util.Arrays;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.training.data.Cursor;
import org.athanor.training.generation.Generation;

/** Compares what two generations read: the tokens of the block of text in which the session stands. */
final class TokenShadow {

    /** Tokens shown on each side of a difference. */
    private static final int AROUND = 8;

    private TokenShadow() {
    }

    static Optional<Problem> compare(Generation from, Generation to, Cursor cursor) {
        int[] old = from.training().tokens(cursor);
        int[] fresh = to.training().tokens(cursor);
        int at = Arrays.mismatch(old, fresh);
        if (at < 0) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(Kind.REFUSED, "the training text reads differently, first at token " + at + " of "
                + old.length + " (now " + fresh.length + "): " + show(from, old, at) + " became "
                + show(to, fresh, at), "shadow", "allow it with --may-differ if that is meant"));
    }

    private static String show(Generation generation, int[] tokens, int at) {
        if (at >= tokens.length) {
            return "the end";
        }
        String around = generation.tokenizer().decode(Arrays.copyOfRange(tokens, Math.max(0, at - AROUND),
                Math.min(tokens.length, at + AROUND)));
        return tokens[at] + " in '" + around.replaceAll("\\s+", " ") + "'";
    }
}
