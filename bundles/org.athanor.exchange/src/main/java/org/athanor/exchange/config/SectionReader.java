package org.athanor.exchange.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;

/**
 * Takes typed values out of a section. Every getter throws a {@link ProblemException} with place and key when the
 * value is wrong; {@link #finish()} throws when a key was never asked for.
 */
public final class SectionReader {

    private final Section section;
    private final Set<String> asked = new LinkedHashSet<>();

    public SectionReader(Section section) {
        this.section = section;
    }

    public long wholeNumber(String key, long fallback, long least) {
        return present(key).map(setting -> whole(key, setting, least, Long.MAX_VALUE, "")).orElse(fallback);
    }

    /** Returns a whole number in {@code [least, most]}. */
    public long wholeNumber(String key, long fallback, long least, long most) {
        return present(key).map(setting -> whole(key, setting, least, most, "")).orElse(fallback);
    }

    /** Returns a whole number from 1 to {@code most}. */
    public int count(String key, int fallback, int most) {
        return present(key).map(setting -> (int) whole(key, setting, 1, most, "")).orElse(fallback);
    }

    public long requiredWholeNumber(String key, long least) {
        Setting setting = present(key).orElseThrow(() -> new ProblemException(Problem.of(Kind.CONFIGURATION,
                "the key '" + path(key) + "' is missing", section.where(), "give it " + range(least, Long.MAX_VALUE))));
        return whole(key, setting, least, Long.MAX_VALUE, "");
    }

    /** Returns a finite number in {@code range}. */
    public double real(String key, double fallback, Predicate<Double> range, String expected) {
        return present(key).map(setting -> {
            if (setting.value() instanceof Number number && Double.isFinite(number.doubleValue())
                    && range.test(number.doubleValue())) {
                return number.doubleValue();
            }
            throw wrong(key, setting, "give it " + expected);
        }).orElse(fallback);
    }

    public String word(String key, String fallback, List<String> allowed) {
        asked.add(key);
        Optional<Setting> setting = section.setting(key);
        String value = setting.map(Setting::value).map(String::valueOf).orElse(fallback);
        if (!allowed.contains(value)) {
            throw wrong(key, setting.orElseThrow(), Nearest.hint(value, allowed));
        }
        return value;
    }

    /** Returns a {@link #count}, or empty when the value is absent or {@code word}. */
    public Optional<Integer> countOr(String key, String word, int most) {
        return present(key).filter(setting -> !setting.value().equals(word))
                .map(setting -> (int) whole(key, setting, 1, most, ", or " + word));
    }

    public void finish() {
        for (String key : section.keys()) {
            if (!asked.contains(key)) {
                Setting setting = section.setting(key).orElseThrow();
                throw new ProblemException(Problem.of(Kind.CONFIGURATION,
                        "unknown key '" + path(key) + "'", setting.where(), Nearest.hint(key, asked)));
            }
        }
    }

    private Optional<Setting> present(String key) {
        asked.add(key);
        return section.setting(key);
    }

    /** Exact: a number with a point or an exponent counts only up to 2^53, from where it stands for several. */
    private long whole(String key, Setting setting, long least, long most, String otherwise) {
        Object value = setting.value();
        if (value instanceof Double real && real == Math.rint(real) && Math.abs(real) <= 1L << 53) {
            value = real.longValue();
        }
        if (value instanceof Long number && number >= least && number <= most) {
            return number;
        }
        throw wrong(key, setting, "give it " + range(least, most) + otherwise);
    }

    private static String range(long least, long most) {
        return most < Long.MAX_VALUE ? "a whole number from " + least + " to " + most
                : least == Long.MIN_VALUE ? "a whole number of 64 bits" : "a whole number of at least " + least;
    }

    private ProblemException wrong(String key, Setting setting, String remedy) {
        Object value = setting.value() instanceof Section ? "a section" : setting.value();
        return new ProblemException(Problem.of(Kind.CONFIGURATION,
                "'" + path(key) + "' cannot be " + value, setting.where(), remedy));
    }

    private String path(String key) {
        return section.name().isEmpty() ? key : section.name() + "." + key;
    }
}
