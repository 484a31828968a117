package org.athanor.exchange.work;

import java.math.BigDecimal;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;

/**
 * A setting that may change while the work runs.
 *
 * @param key its dotted key
 * @param value returns its value, as text that {@code change} takes
 * @param change takes a new value, or throws a {@link ProblemException} that says what it should be
 */
public record LiveSetting(String key, Supplier<String> value, Consumer<String> change) {

    /** A whole number. {@code least} is asked for at each change. */
    public static LiveSetting whole(String key, Supplier<Long> get, Supplier<Long> least, Consumer<Long> set) {
        return new LiveSetting(key, () -> String.valueOf(get.get()), value -> {
            long bound = least.get();
            try {
                long number = new BigDecimal(value).longValueExact();
                if (number >= bound) {
                    set.accept(number);
                    return;
                }
            } catch (ArithmeticException | NumberFormatException e) {
                throw wrong(key, value, "a whole number of at least " + bound);
            }
            throw wrong(key, value, "a whole number of at least " + bound);
        });
    }

    /** A finite real number in a range that {@code expected} words. */
    public static LiveSetting real(String key, Supplier<Double> get, DoublePredicate range, String expected,
            Consumer<Double> set) {
        return new LiveSetting(key, () -> String.valueOf(get.get()), value -> {
            double number;
            try {
                number = Double.parseDouble(value);
            } catch (NumberFormatException e) {
                throw wrong(key, value, expected);
            }
            if (!Double.isFinite(number) || !range.test(number)) {
                throw wrong(key, value, expected);
            }
            set.accept(number);
        });
    }

    /** Changes the setting; returns its value before, or what is wrong with the new one. */
    public Result<String> set(String text) {
        String before = value.get();
        try {
            change.accept(text);
            return Result.ok(before);
        } catch (ProblemException e) {
            return Result.err(e.problem());
        }
    }

    private static ProblemException wrong(String key, String value, String expected) {
        return new ProblemException(Problem.of(Kind.USAGE, "'" + key + "' cannot be " + value, "",
                "give it " + expected));
    }
}
