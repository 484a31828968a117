package org.athanor.training.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;

/**
 * Takes typed values out of a section. Every getter throws a {@link ProblemException} with place and key when the
 * value is wrong; {@link #finish()} throws when a key was never asked for.
 */
final class SectionReader {

    private final Section section;
    private final Set<String> asked = new LinkedHashSet<>();

    SectionReader(Section section) {
        this.section = section;
    }

    long wholeNumber(String key, long fallback, long least) {
        return number(key, Optional.of((double) fallback), value -> value == Math.rint(value) && value >= least,
                "a whole number of at least " + least).longValue();
    }

    long requiredWholeNumber(String key, long least) {
        return number(key, Optional.empty(), value -> value == Math.rint(value) && value >= least,
                "a whole number of at least " + least).longValue();
    }

    double real(String key, double fallback, Predicate<Double> range, String expected) {
        return number(key, Optional.of(fallback), range, expected);
    }

    String word(String key, String fallback, List<String> allowed) {
        asked.add(key);
        Optional<Setting> setting = section.setting(key);
        String value = setting.map(Setting::value).map(String::valueOf).orElse(fallback);
        if (!allowed.contains(value)) {
            throw wrong(key, setting.orElseThrow(), Nearest.hint(value, allowed));
        }
        return value;
    }

    /** Returns a whole number of at least 1, or empty when the value is absent or {@code word}. */
    Optional<Long> wholeNumberOr(String key, String word) {
        asked.add(key);
        Optional<Setting> setting = section.setting(key);
        if (setting.isEmpty() || setting.get().value().equals(word)) {
            return Optional.empty();
        }
        return Optional.of(number(key, Optional.empty(), value -> value == Math.rint(value) && value >= 1,
                "a whole number of at least 1, or " + word).longValue());
    }

    void finish() {
        for (String key : section.keys()) {
            if (!asked.contains(key)) {
                Setting setting = section.setting(key).orElseThrow();
                throw new ProblemException(Problem.of(Kind.CONFIGURATION,
                        "unknown key '" + path(key) + "'", setting.where(), Nearest.hint(key, asked)));
            }
        }
    }

    private Double number(String key, Optional<Double> fallback, Predicate<Double> range, String expected) {
        asked.add(key);
        Optional<Setting> setting = section.setting(key);
        if (setting.isEmpty()) {
            return fallback.orElseThrow(() -> new ProblemException(Problem.of(Kind.CONFIGURATION,
                    "the key '" + path(key) + "' is missing", section.where(), "give it " + expected)));
        }
        if (setting.get().value() instanceof Number number && range.test(number.doubleValue())) {
            return number.doubleValue();
        }
        throw wrong(key, setting.get(), "give it " + expected);
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
