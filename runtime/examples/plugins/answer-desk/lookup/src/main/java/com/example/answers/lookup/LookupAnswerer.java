package com.example.answers.lookup;

import com.example.answers.Answerer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Looks questions up in a list of facts; capitals, blanks around them and a question mark do not count. */
@AthanorPlugin(name = "lookup", kind = Answerer.class, configKey = "lookup")
@Component(name = "com.example.answers.lookup", service = Answerer.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LookupConfig.class, factory = true)
public final class LookupAnswerer implements Answerer {

    private final Map<String, String> facts = new HashMap<>();
    private final long delay;

    @Activate
    public LookupAnswerer(LookupConfig config) {
        delay = config.delay();
        for (String fact : config.facts()) {
            String[] halves = fact.split("=", 2);
            if (halves.length < 2) {
                throw new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, "'" + fact + "' is no fact", "facts",
                        "write 'question = answer'"));
            }
            facts.put(normal(halves[0]), halves[1].strip());
        }
    }

    @Override
    public Result<String> answer(String question) {
        try {
            TimeUnit.MILLISECONDS.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.err(Problem.of(Problem.Kind.FAILED, "the look was interrupted"));
        }
        String answer = facts.get(normal(question));
        return answer != null ? Result.ok(answer)
                : Result.err(Problem.of(Problem.Kind.NOT_FOUND, "there is no such fact"));
    }

    private static String normal(String question) {
        return question.strip().replaceAll("\\s*\\?$", "").toLowerCase(Locale.ROOT);
    }
}
