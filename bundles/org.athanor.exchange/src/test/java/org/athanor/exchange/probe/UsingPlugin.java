package org.athanor.exchange.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.athanor.api.peer.Peer;
import org.athanor.api.peer.Peers;
import org.athanor.exchange.probe.kind.Agent;
import org.athanor.exchange.probe.kind.Answering;
import org.athanor.exchange.probe.kind.Gate;
import org.athanor.exchange.probe.kind.Lexicon;
import org.athanor.exchange.probe.kind.Provider;

/**
 * A plugin that asks others. Its property {@code uses} lists them: {@code Provider}, the only one; {@code Provider@a},
 * that in a slot; with {@code ?} before it, if it is there; with {@code later} before it, asked for with each call;
 * with {@code now} before it, called at once.
 */
public final class UsingPlugin implements Agent, Provider, Lexicon {

    private static final Executor OWN = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    };

    private final String name;
    private final Peers peers;
    private final List<Supplier<Stream<? extends Peer<? extends Answering>>>> used = new ArrayList<>();

    /** Called by Declarative Services. */
    public UsingPlugin(Peers peers, Map<String, Object> properties) {
        this.peers = peers;
        this.name = properties.get("athanor.session.slot") + " " + properties.get("version");
        for (String use : String.valueOf(properties.get("uses")).split(" ", -1)) {
            if (!use.isEmpty()) {
                used.add(peer(use));
            }
        }
    }

    private Supplier<Stream<? extends Peer<? extends Answering>>> peer(String use) {
        String[] words = use.replaceFirst("^(later|now|\\?)", "").split("@", -1);
        Class<? extends Answering> kind = Stream.of(Agent.class, Provider.class, Lexicon.class)
                .filter(each -> each.getSimpleName().equals(words[0])).findFirst().orElseThrow();
        if (use.startsWith("now")) {
            peers.of(kind).call(service -> service.answer("once"));
        }
        if (use.startsWith("later")) {
            return () -> Stream.of(peers.of(kind, words[1]));
        }
        if (use.startsWith("?")) {
            return () -> peers.find(kind, words[1]).stream();
        }
        Peer<? extends Answering> peer = words.length == 1 ? peers.of(kind) : peers.of(kind, words[1]);
        return () -> Stream.of(peer);
    }

    @Override
    public String answer(String question) {
        String[] words = question.split(" ", -1);
        return switch (words[0]) {
            case "own" -> CompletableFuture.supplyAsync(() -> answer(rest(question)), OWN).join();
            case "detached" -> {
                var unused = CompletableFuture.supplyAsync(() -> answer(rest(question)), OWN).whenComplete(Gate::say);
                yield "on its way";
            }
            case "twice" -> {
                String first = answer("once");
                Gate.pass(words[1]);
                yield first + ", " + answer("once");
            }
            case "during" -> name + used.stream().flatMap(Supplier::get).map(peer -> peer.call(service -> {
                Gate.pass(words[1]);
                return " > " + service.answer("once");
            })).reduce("", String::concat);
            case "lease" -> name + used.stream().flatMap(Supplier::get).map(peer -> lease(peer, words[1]))
                    .reduce("", String::concat);
            case "slots" -> String.join(" ", peers.slots(Provider.class));
            default -> name + used.stream().flatMap(Supplier::get)
                    .map(peer -> peer.call(service -> " > " + service.answer(question)))
                    .reduce("", String::concat);
        };
    }

    private static String lease(Peer<? extends Answering> peer, String gate) {
        try (Peer.Lease<? extends Answering> lease = peer.lease()) {
            String first = lease.service().answer("once");
            Gate.pass(gate);
            return " > " + first + ", " + lease.service().answer("once");
        }
    }

    private static String rest(String question) {
        return question.substring(question.indexOf(' ') + 1);
    }
}
