package org.athanor.exchange.generation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.athanor.api.plugin.Health;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.athanor.exchange.catalog.CatalogEntry;
import org.athanor.exchange.catalog.PluginCatalog;
import org.athanor.exchange.catalog.PluginSettings;
import org.athanor.exchange.peer.Member;
import org.athanor.exchange.peer.SessionPeers;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.threads.HangException;
import org.athanor.exchange.threads.Patience;
import org.athanor.exchange.work.ThreadPlan;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Builds generations off the session's thread: configures the plugins for the session, waits for their services, checks
 * their health and lets the work fit them together. Nothing of the session changes.
 */
public final class GenerationBuilder {

    /** How long a service may take to appear after its bundle has started. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Framework framework;
    private final Identity identity;
    private final ThreadPlan plan;
    private final SessionServices services;
    private final SessionPeers peers;
    private final Patience steps;
    private final Patience preparing;
    private final Patience longCalls;
    private final AtomicLong numbers = new AtomicLong();

    /** The services of the framework that a builder works with. */
    public record Framework(BundleContext context, Configurations configurations, PluginCatalog catalog,
            PluginSettings settings) {
    }

    /**
     * Whom the plugins work for.
     *
     * @param session the session's id
     * @param properties properties that every plugin's configuration gets, see {@code SessionScope}
     */
    public record Identity(String session, Map<String, Object> properties) {
    }

    /** Creates the builder of one session. */
    public GenerationBuilder(Framework framework, Identity identity, ThreadPlan plan, SessionServices services,
            SessionPeers peers) {
        this.framework = framework;
        this.identity = identity;
        this.plan = plan;
        this.services = services;
        this.peers = peers;
        this.steps = Patience.of(framework.context());
        this.preparing = Patience.of(framework.context());
        this.longCalls = Patience.of(framework.context()).forLongCalls();
    }

    /**
     * Builds the next generation.
     *
     * @param candidates the slots in order, each with what fills it
     * @param before the generation in use; empty at the start
     * @param content what the work derives from the plugins
     * @return the generation, or why there can be none; everything taken has been let go then
     */
    public Result<Generation> build(List<Candidate> candidates, Optional<Generation> before,
            Function<Draft, Object> content) {
        long start = System.nanoTime();
        long number = numbers.incrementAndGet();
        GenerationThreads threads = new GenerationThreads(identity.session() + "-g" + number, plan, steps);
        List<PluginBinding> bindings = new ArrayList<>();
        try {
            List<CatalogEntry> entries = candidates.stream().map(this::entry).toList();
            List<Member> members = IntStream.range(0, entries.size()).mapToObj(i -> member(candidates.get(i),
                    entries.get(i), "")).toList();
            for (int i = 0; i < entries.size(); i++) {
                bindings.add(bind(candidates.get(i), entries.get(i), members, threads));
            }
            Draft draft = new Draft(bindings, before, threads);
            KindClasses.differing(there(before), bindings).ifPresent(problem -> {
                throw new ProblemException(problem);
            });
            peers.check(draft);
            threads.serve(draft);
            for (PluginBinding binding : bindings) {
                checkHealth(binding, threads);
            }
            Object derived = threads.interruptibly(preparing.millis(), () -> content.apply(draft));
            threads.warm();
            Generation generation = new Generation(number, bindings, derived, threads, this::unbind);
            threads.serve(generation);
            peers.admit(generation);
            preparing.took(System.nanoTime() - start);
            return Result.ok(generation);
        } catch (ProblemException e) {
            return abandon(bindings, threads, e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abandon(bindings, threads, Problem.of(Kind.FAILED, "the preparation was interrupted"));
        } catch (RuntimeException | LinkageError e) {
            return abandon(bindings, threads, Problem.failed("a plugin failed while it was prepared", e));
        }
    }

    /** Lets one plugin answer a question before there is a generation; a plugin's failure becomes a problem. */
    public <S, T> Result<T> ask(Candidate candidate, Class<S> type, Function<S, Result<T>> question) {
        try (GenerationThreads threads = new GenerationThreads(identity.session() + "-g0", plan)) {
            PluginBinding binding = bind(candidate, entry(candidate), List.of(), threads);
            try {
                return threads.within(longCalls.millis(), () -> question.apply(type.cast(binding.service())));
            } finally {
                unbind(binding);
            }
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.err(Problem.of(Kind.FAILED, "the question was interrupted", candidate.id(), ""));
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("a plugin failed", e).at(candidate.id()));
        }
    }

    private CatalogEntry entry(Candidate candidate) {
        CatalogEntry entry = framework.catalog().inBundle(candidate.kind(), candidate.plugin(), candidate.bundleId())
                .unwrap();
        if (!framework.catalog().brings(entry.descriptor().kind())) {
            throw new ProblemException(Problem.of(Kind.REFUSED, "the bundle that brings the kind " + candidate.kind()
                    + " has stopped", candidate.id(), "start it"));
        }
        return entry;
    }

    private static Member member(Candidate candidate, CatalogEntry entry, String instance) {
        return new Member(candidate.slot().name(), candidate.id(), entry.descriptor().kind(), instance);
    }

    /** {@code members}: the plugins of the generation that it is for. */
    private PluginBinding bind(Candidate candidate, CatalogEntry entry, List<Member> members,
            GenerationThreads threads) throws InterruptedException {
        Hashtable<String, Object> values = framework.settings().configuration(entry, candidate.section()).unwrap();
        values.putAll(identity.properties());
        values.put(SessionScope.PREFIX_ + "slot", candidate.slot().name());
        String instance = framework.configurations().use(services, identity.session(), candidate, entry, values);
        if (!entry.peers().isEmpty()) {
            peers.open(member(candidate, entry, instance), SessionServices.INSTANCE, members);
        }
        try {
            Optional<ServiceReference<?>> reference = services.await(instance, PATIENCE);
            // Declarative Services activates the plugin now, on this thread, which may be given up.
            Object service = reference.isEmpty() ? null : threads.interruptibly(preparing.millis(), () ->
                    Optional.<Object>ofNullable(framework.context().getService(reference.get()))).orElse(null);
            if (service == null) {
                String reason = framework.catalog().failure(entry).orElse(reference.isPresent()
                        ? "its component cannot be activated; see the log" : "its service did not appear within "
                                + PATIENCE.toSeconds() + " s; see the log");
                throw new ProblemException(Problem.of(Kind.REFUSED, "does not start: " + reason,
                        entry.descriptor().toString(), ""));
            }
            return new PluginBinding(candidate.slot(), entry.descriptor(), candidate.bundleId(), candidate.section(),
                    instance, reference.get(), service);
        } catch (HangException e) {
            remove(instance, services.find(instance));
            throw new ProblemException(Problem.failed("does not start", e).at(entry.descriptor().toString()));
        } catch (InterruptedException | RuntimeException | LinkageError e) {
            remove(instance, services.find(instance));
            throw e;
        }
    }

    private static List<PluginBinding> there(Optional<Generation> before) {
        return before.map(Generation::bindings).orElse(List.of()).stream()
                .filter(binding -> binding.reference().getBundle() != null).toList();
    }

    private static void checkHealth(PluginBinding binding, GenerationThreads threads) throws InterruptedException {
        if (binding.service() instanceof Health.Reporting reporting) {
            Health health = threads.interruptibly(PATIENCE.toMillis(), reporting::health);
            if (!health.ok()) {
                throw new ProblemException(Problem.of(Kind.REFUSED, "is not healthy: " + health.message(),
                        binding.descriptor().toString(), ""));
            }
        }
    }

    private Result<Generation> abandon(List<PluginBinding> bindings, GenerationThreads threads, Problem problem) {
        threads.close();
        bindings.forEach(this::unbind);
        return Result.err(problem);
    }

    private void unbind(PluginBinding binding) {
        try {
            framework.context().ungetService(binding.reference());
            remove(binding.instance(), Optional.of(binding.reference()));
        } catch (IllegalStateException e) {
            // The framework is stopping and has let go of everything itself.
            return;
        }
    }

    /** Gives a configuration back; when nobody else uses it, its service is gone afterwards, or is just about to go. */
    private void remove(String instance, Optional<ServiceReference<?>> service) {
        framework.configurations().giveBack(instance).ifPresent(removal -> {
            Optional<ServiceReference<?>> there = service.filter(services::dismiss);
            removal.run();
            there.ifPresent(reference -> SessionServices.awaitGone(reference, PATIENCE));
        });
        peers.close(instance);
    }
}
