package org.athanor.training.generation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.plugin.Health;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.training.catalog.CatalogEntry;
import org.athanor.training.catalog.PluginCatalog;
import org.athanor.training.catalog.PluginSettings;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.DataMark;
import org.athanor.training.data.EvaluationRows;
import org.athanor.training.data.Rows;
import org.athanor.training.data.TrainingRows;
import org.athanor.training.generation.Generation.Parts;
import org.athanor.training.model.ComposedModel;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Builds generations off the step thread: configures the plugins for the session, waits for their services, checks
 * their health and fits them together. Nothing of the session changes.
 */
public final class GenerationBuilder {

    /** How long a service may take to appear after its bundle has started. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Framework framework;
    private final Identity identity;
    private final TrainerConfig config;
    private final SessionServices services;
    private final AtomicLong numbers = new AtomicLong();

    /** The services of the framework that a builder works with. */
    public record Framework(BundleContext context, ConfigurationAdmin configurations, PluginCatalog catalog,
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
    public GenerationBuilder(Framework framework, Identity identity, TrainerConfig config, SessionServices services) {
        this.framework = framework;
        this.identity = identity;
        this.config = config;
        this.services = services;
    }

    /**
     * Builds the next generation.
     *
     * @param candidates the slots in order, each with the bundle that fills it
     * @param before the generation in use, whose data is shared where it stays the same
     * @param vocabulary the vocabulary that the session was started with; empty at the start
     * @param cursor where the data is to be read ahead
     * @return the generation, or why there can be none; everything taken has been let go then
     */
    public Result<Generation> build(List<Candidate> candidates, Optional<Generation> before,
            Optional<Vocabulary> vocabulary, Cursor cursor) {
        return build(candidates, before, vocabulary, cursor, data -> { });
    }

    /** Builds the first generation: as above, but {@code check} looks at the data before it is read and may throw. */
    public Result<Generation> first(List<Candidate> candidates, Optional<Vocabulary> vocabulary, Cursor cursor,
            Consumer<DataSource> check) {
        return build(candidates, Optional.empty(), vocabulary, cursor, check);
    }

    private Result<Generation> build(List<Candidate> candidates, Optional<Generation> before,
            Optional<Vocabulary> vocabulary, Cursor cursor, Consumer<DataSource> check) {
        long number = numbers.incrementAndGet();
        GenerationThreads threads = new GenerationThreads(identity.session() + "-g" + number, config.workers());
        List<PluginBinding> bindings = new ArrayList<>();
        try {
            for (Candidate candidate : candidates) {
                bindings.add(bind(candidate));
            }
            for (PluginBinding binding : bindings) {
                checkHealth(binding, threads);
            }
            Parts parts = threads.call(() -> assemble(bindings, before, vocabulary, cursor, check, threads));
            threads.warm();
            return Result.ok(new Generation(number, bindings, parts, threads, this::letGo));
        } catch (ProblemException e) {
            return abandon(bindings, threads, e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abandon(bindings, threads, Problem.of(Kind.FAILED, "the preparation was interrupted"));
        } catch (RuntimeException | LinkageError e) {
            return abandon(bindings, threads, Problem.failed("a plugin failed while it was prepared", e));
        }
    }

    /** Gives a slot's plugin its configuration for this session, checked against the bundle's own description. */
    public void configure(CatalogEntry entry, Slot slot) {
        Hashtable<String, Object> values = framework.settings().configuration(entry, slot.section()).unwrap();
        values.putAll(identity.properties());
        try {
            framework.configurations().getFactoryConfiguration(entry.pid(), identity.session(), "?")
                    .updateIfDifferent(values);
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the configuration of " + slot.id() + " cannot be stored", e));
        }
    }

    /** Lets one plugin answer a question before there is a generation; a plugin's failure becomes a problem. */
    public <S, T> Result<T> with(Candidate candidate, Class<S> type, Function<S, Result<T>> question) {
        try (GenerationThreads threads = new GenerationThreads(identity.session() + "-g0", 1)) {
            PluginBinding binding = bind(candidate);
            try {
                return threads.call(() -> question.apply(type.cast(binding.service())));
            } finally {
                letGo(binding);
            }
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.err(Problem.of(Kind.FAILED, "the question was interrupted", candidate.slot().id(), ""));
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("a plugin failed", e).at(candidate.slot().id()));
        }
    }

    /** Removes all configurations of the session, and waits until its plugins have gone with them. */
    public void removeConfigurations() throws Exception {
        String filter = "(athanor.session.id=" + identity.session() + ")";
        List<ServiceReference<?>> plugins = SessionServices.registered(framework.context(), identity.session());
        Configuration[] all = framework.configurations().listConfigurations(filter);
        for (Configuration configuration : all == null ? new Configuration[0] : all) {
            configuration.delete();
        }
        SessionServices.awaitGone(plugins, PATIENCE);
    }

    private PluginBinding bind(Candidate candidate) throws InterruptedException {
        Slot slot = candidate.slot();
        CatalogEntry entry = framework.catalog().inBundle(slot.kind(), slot.name(), candidate.bundleId()).unwrap();
        configure(entry, slot);
        Optional<ServiceReference<?>> reference = services.await(slot.kind(), slot.name(), candidate.bundleId(),
                PATIENCE);
        Object service = reference.map(found -> (Object) framework.context().getService(found)).orElse(null);
        if (service == null) {
            String reason = framework.catalog().failure(entry).orElse("its service did not appear within "
                    + PATIENCE.toSeconds() + " s; see the log");
            throw new ProblemException(Problem.of(Kind.REFUSED, "does not start: " + reason,
                    entry.descriptor().toString(), ""));
        }
        return new PluginBinding(slot, entry.descriptor(), candidate.bundleId(), reference.get(), service);
    }

    private static void checkHealth(PluginBinding binding, GenerationThreads threads) {
        if (binding.service() instanceof Health.Reporting reporting) {
            Health health = threads.within(PATIENCE.toMillis(), reporting::health);
            if (!health.ok()) {
                throw new ProblemException(Problem.of(Kind.REFUSED, "is not healthy: " + health.message(),
                        binding.slot().id() + " " + binding.version(), ""));
            }
        }
    }

    private Parts assemble(List<PluginBinding> bindings, Optional<Generation> before, Optional<Vocabulary> vocabulary,
            Cursor cursor, Consumer<DataSource> check, GenerationThreads threads) {
        Tokenizer tokenizer = only(bindings, PluginKind.TOKENIZER, Tokenizer.class);
        checkVocabulary(tokenizer, vocabulary, before.map(Generation::tokenizer));
        Map<String, ModelPatcher> patchers = new LinkedHashMap<>();
        bindings.stream().filter(binding -> binding.slot().kind() == PluginKind.PATCHER)
                .forEach(binding -> patchers.put(binding.slot().name(), (ModelPatcher) binding.service()));
        ComposedModel model = ComposedModel.compose(only(bindings, PluginKind.ARCHITECTURE, Architecture.class),
                tokenizer.vocabulary().size(), patchers).unwrap();
        int context = model.description().context();
        boolean sameData = before.isPresent()
                && before.get().model().description().context() == context
                && same(bindings, before.get(), PluginKind.TOKENIZER) && same(bindings, before.get(), PluginKind.DATA);
        if (sameData) {
            TrainingRows rows = before.get().training().on(threads.side(), threads::bound);
            rows.prepare(cursor);
            return new Parts(model, rows, before.get().evaluation(), before.get().heldOut());
        }
        DataSource source = only(bindings, PluginKind.DATA, DataSource.class);
        check.accept(source);
        TrainingRows rows = new TrainingRows(source.open(Split.TRAINING).unwrap(), tokenizer, context,
                config.seed(), threads.side(), threads::bound);
        rows.prepare(cursor);
        Dataset heldOut = source.open(Split.EVALUATION).unwrap();
        List<Rows> evaluation = EvaluationRows.read(heldOut, tokenizer, context, config.seed(), config.evalBatches(),
                config.batchSize());
        return new Parts(model, rows, evaluation, DataMark.ofBeginning(heldOut));
    }

    private static void checkVocabulary(Tokenizer tokenizer, Optional<Vocabulary> started, Optional<Tokenizer> before) {
        Vocabulary offered = tokenizer.vocabulary();
        started.filter(vocabulary -> vocabulary.size() != offered.size()
                || !vocabulary.fingerprint().equals(offered.fingerprint())).ifPresent(vocabulary -> {
                    String example = before.flatMap(old -> otherToken(old, tokenizer)).orElse("");
                    throw new ProblemException(Problem.of(Kind.REFUSED, "the tokenizer's vocabulary " + offered.name()
                            + " (" + offered.size() + " tokens) is not the run's vocabulary " + vocabulary.name() + " ("
                            + vocabulary.size() + " tokens)" + example, "tokenizer", "start a new run with it"));
                });
    }

    private static Optional<String> otherToken(Tokenizer old, Tokenizer fresh) {
        return IntStream.range(0, Math.min(old.vocabulary().size(), fresh.vocabulary().size())).boxed()
                .filter(id -> !old.decode(new int[] {id}).equals(fresh.decode(new int[] {id}))).findFirst()
                .map(id -> ": the token " + id + " is '" + fresh.decode(new int[] {id}) + "' instead of '"
                        + old.decode(new int[] {id}) + "'");
    }

    private static boolean same(List<PluginBinding> bindings, Generation before, PluginKind kind) {
        return bindings.stream().filter(binding -> binding.slot().kind() == kind).map(PluginBinding::reference).toList()
                .equals(before.bindings(kind).stream().map(PluginBinding::reference).toList());
    }

    private static <S> S only(List<PluginBinding> bindings, PluginKind kind, Class<S> type) {
        return bindings.stream().filter(binding -> binding.slot().kind() == kind).findFirst()
                .map(PluginBinding::service).map(type::cast).orElseThrow();
    }

    private Result<Generation> abandon(List<PluginBinding> bindings, GenerationThreads threads, Problem problem) {
        threads.close();
        bindings.forEach(this::letGo);
        return Result.err(problem);
    }

    private void letGo(PluginBinding binding) {
        try {
            framework.context().ungetService(binding.reference());
        } catch (IllegalStateException e) {
            // The framework is stopping and has let go of everything itself.
            return;
        }
    }
}
