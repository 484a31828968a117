package com.example.answers.polite;

import com.example.answers.Answerer;
import java.util.List;
import java.util.stream.Stream;
import org.athanor.api.peer.Peer;
import org.athanor.api.peer.Peers;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Asks the answerers in other slots, one after the other, until one knows; and says it politely. */
@AthanorPlugin(name = "polite", kind = Answerer.class, configKey = "polite")
@Component(name = "com.example.answers.polite", service = Answerer.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PoliteConfig.class, factory = true)
public final class PoliteAnswerer implements Answerer {

    private final List<Peer<Answerer>> asked;
    private final String opening;

    @Activate
    public PoliteAnswerer(PoliteConfig config, @Reference(name = "peers") Peers peers) {
        asked = Stream.of(config.asks()).map(slot -> peers.of(Answerer.class, slot)).toList();
        opening = config.opening();
    }

    @Override
    public Result<String> answer(String question) {
        for (Peer<Answerer> peer : asked) {
            Result<String> answer = peer.call(answerer -> answerer.answer(question));
            if (answer.failure().filter(problem -> problem.kind() == Problem.Kind.NOT_FOUND).isEmpty()) {
                return answer.map(words -> opening + " " + words);
            }
        }
        return Result.err(Problem.of(Problem.Kind.NOT_FOUND, "nobody here knows"));
    }
}
