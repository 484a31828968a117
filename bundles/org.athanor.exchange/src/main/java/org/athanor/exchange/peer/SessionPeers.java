package org.athanor.exchange.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.osgi.framework.BundleContext;

/**
 * The plugins of one session that use one another: who asked for whom, in the generations that are there. Thread-safe.
 */
public final class SessionPeers {

    private final BundleContext context;
    private final Map<String, Offer> offers = new HashMap<>();
    /** Generations that are built and not released, oldest first. */
    private final List<Roster> rosters = new CopyOnWriteArrayList<>();
    private volatile Supplier<Optional<? extends Roster>> inUse = Optional::empty;

    /** Creates the peers of a session. */
    public SessionPeers(BundleContext context) {
        this.context = context;
    }

    /** Lets them know which generation the session uses. */
    public void follow(Supplier<Optional<? extends Roster>> generation) {
        inUse = generation;
    }

    /**
     * Offers a configured plugin its peers, as a service of its own; to be closed as often.
     *
     * @param property the property that names its configuration
     * @param members the plugins that it may find while it is constructed
     */
    public void open(Member plugin, String property, List<Member> members) {
        Offer offer;
        boolean first;
        synchronized (this) {
            offer = offers.computeIfAbsent(plugin.instance(), instance -> new Offer(this, plugin));
            first = offer.use(members);
        }
        if (first) {
            offer.register(context, property);
        }
    }

    /** Takes the peers of a configured plugin away, if it has some and nobody else uses it. */
    public void close(String instance) {
        Optional<Offer> last;
        synchronized (this) {
            last = Optional.ofNullable(offers.get(instance)).filter(Offer::giveBack);
            last.ifPresent(offer -> offers.remove(instance));
        }
        last.ifPresent(Offer::unregister);
    }

    /**
     * Checks what the plugins of a generation ask for.
     *
     * @throws ProblemException says what cannot be
     */
    public synchronized void check(Roster generation) {
        rules(generation).broken().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
    }

    /**
     * Checks what the plugins of a generation ask for; from now on it counts for whatever they ask for later.
     *
     * @throws ProblemException says what cannot be
     */
    public synchronized void admit(Roster generation) {
        check(generation);
        rosters.removeIf(Roster::released);
        rosters.add(generation);
        generation.members().forEach(member -> peers(member).ifPresent(PluginPeers::constructed));
    }

    /** Returns whether a plugin of a generation cannot do without that in a slot. */
    public synchronized boolean needed(Roster generation, String slot) {
        List<Member> members = generation.members();
        return members.stream().anyMatch(asker -> edges(asker).stream().anyMatch(edge -> edge.needed()
                && edge.target(asker, members).filter(target -> target.slot().equals(slot)).isPresent()));
    }

    /** Returns the slots of the plugins that one in a slot uses, its own among them, and of those that these use. */
    public synchronized List<String> reach(Roster generation, String slot) {
        return generation.member(slot).map(rules(generation)::reach).orElse(Set.of()).stream()
                .map(Member::slot).toList();
    }

    /** Takes a wish up that came after the plugin was constructed. */
    synchronized void ask(PluginPeers asker, Edge edge) {
        Roster now = roster(asker);
        List<Roster> coming = new ArrayList<>(List.of(now));
        rosters.stream().skip(rosters.indexOf(now) + 1L)
                .filter(later -> !later.released() && later.has(asker.self().instance())).forEach(coming::add);
        for (Roster generation : coming) {
            new PeerRules(generation.members(), member -> {
                List<Edge> edges = new ArrayList<>(edges(member));
                if (member.instance().equals(asker.self().instance())) {
                    edges.add(edge);
                }
                return edges;
            }).broken().ifPresent(problem -> {
                throw new ProblemException(problem);
            });
        }
    }

    /**
     * Returns the generation that a plugin finds its peers in now: that of the call which the thread serves, and
     * otherwise the one in use.
     *
     * @throws ProblemException when the plugin is in none that is or was in use
     */
    Roster roster(PluginPeers asker) {
        String instance = asker.self().instance();
        Serving serving = Serving.current();
        return serving.roster().filter(each -> each.has(instance))
                .or(() -> serving.shadow().flatMap(shadow -> shadow.side(instance)))
                .or(() -> inUse.get().filter(each -> each.has(instance)))
                .or(() -> rosters.stream().filter(each -> each.used() && each.has(instance))
                        .reduce((earlier, later) -> later))
                .orElseThrow(() -> new ProblemException(Problem.of(Kind.REFUSED, asker.self().words()
                        + " is not in use, and calls no other plugin", "", "")));
    }

    private PeerRules rules(Roster generation) {
        return new PeerRules(generation.members(), this::edges);
    }

    private List<Edge> edges(Member member) {
        return peers(member).map(PluginPeers::edges).orElse(List.of());
    }

    private Optional<PluginPeers> peers(Member member) {
        return Optional.ofNullable(offers.get(member.instance())).flatMap(Offer::current);
    }
}
