package org.athanor.training.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.exchange.generation.Draft;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.DataMark;
import org.athanor.training.data.DataMarks;
import org.athanor.training.data.EvaluationRows;
import org.athanor.training.data.Rows;
import org.athanor.training.data.TrainingRows;
import org.athanor.training.model.ComposedModel;

/**
 * Fits the plugins of a generation together.
 *
 * @param config the trainer's settings
 * @param firstCheck looks at the data of the first generation before it is read, with the id of its plugin; may throw
 */
record ContentBuilder(TrainerConfig config, BiConsumer<DataSource, String> firstCheck) {

    /** A step holds its tokens twice, in eight bytes each: 256 MiB. */
    private static final long MOST_TOKENS = 1L << 24;


    /**
     * Fits plugins together.
     *
     * @param vocabulary the vocabulary that the run was started with; empty at the start
     * @param cursor where the data is to be read ahead
     */
    Content build(Draft draft, Optional<Vocabulary> vocabulary, Cursor cursor) {
        Tokenizer tokenizer = draft.requiredService(Slots.TOKENIZER, Tokenizer.class);
        vocabulary.ifPresent(started -> checkVocabulary(tokenizer, started, draft.before().map(Content::tokenizer)));
        Map<String, ModelPatcher> patchers = new LinkedHashMap<>();
        draft.row(Slots.PATCHERS).forEach(binding ->
                patchers.put(binding.slot().name(), (ModelPatcher) binding.service()));
        ComposedModel model = ComposedModel.compose(draft.requiredService(Slots.MODEL, Architecture.class),
                tokenizer.vocabulary().size(), patchers).unwrap();
        int context = model.description().context();
        checkSize(context);
        GenerationThreads threads = draft.threads();
        Optional<Content> before = draft.before().map(Content::of).filter(content ->
                content.model().description().context() == context
                        && draft.same(Slots.TOKENIZER) && Content.sameData(draft.before().orElseThrow(), draft));
        if (before.isPresent()) {
            TrainingRows rows = before.get().training().on(threads.side(), threads::bound);
            rows.prepare(cursor);
            return new Content(model, rows, before.get().evaluation(), before.get().data());
        }
        DataSource source = draft.requiredService(Slots.DATA, DataSource.class);
        String plugin = draft.binding(Slots.DATA).orElseThrow().descriptor().id();
        if (draft.before().isEmpty()) {
            firstCheck.accept(source, plugin);
        }
        Dataset training = source.open(Split.TRAINING).unwrap();
        TrainingRows rows = new TrainingRows(training, tokenizer, context, config.seed(), threads.side(),
                threads::bound);
        rows.prepare(cursor);
        Dataset heldOut = source.open(Split.EVALUATION).unwrap();
        List<Rows> evaluation = EvaluationRows.read(heldOut, tokenizer, context, config.seed(), config.evalBatches(),
                config.batchSize());
        return new Content(model, rows, evaluation, new DataMarks(plugin, Map.of(Split.TRAINING, DataMark.of(training),
                Split.EVALUATION, DataMark.of(heldOut))));
    }

    private void checkSize(int context) {
        long tokens = (long) config.batchSize() * context;
        if (tokens > MOST_TOKENS) {
            throw new ProblemException(Problem.of(Kind.CONFIGURATION, "a step has " + config.batchSize() + " rows of "
                    + context + " tokens, " + tokens + " in all; at most " + MOST_TOKENS + " can be held",
                    "trainer.batch_size", "give it less, or a shorter context"));
        }
    }

    private static void checkVocabulary(Tokenizer tokenizer, Vocabulary started, Optional<Tokenizer> before) {
        Vocabulary offered = tokenizer.vocabulary();
        if (started.size() != offered.size() || !started.fingerprint().equals(offered.fingerprint())) {
            String example = before.flatMap(old -> otherToken(old, tokenizer)).orElse("");
            throw new ProblemException(Problem.of(Kind.REFUSED, "the tokenizer's vocabulary " + offered.name()
                    + " (" + offered.size() + " tokens) is not the run's vocabulary " + started.name() + " ("
                    + started.size() + " tokens)" + example, "tokenizer", "start a new run with it"));
        }
    }

    private static Optional<String> otherToken(Tokenizer old, Tokenizer fresh) {
        return IntStream.range(0, Math.min(old.vocabulary().size(), fresh.vocabulary().size())).boxed()
                .filter(id -> !old.decode(new int[] {id}).equals(fresh.decode(new int[] {id}))).findFirst()
                .map(id -> ": the token " + id + " is '" + fresh.decode(new int[] {id}) + "' instead of '"
                        + old.decode(new int[] {id}) + "'");
    }
}
