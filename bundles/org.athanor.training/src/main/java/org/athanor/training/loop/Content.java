package org.athanor.training.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Optimizer;
import org.athanor.api.storage.Storage;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.exchange.generation.Bindings;
import org.athanor.exchange.generation.Generation;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.DataMarks;
import org.athanor.training.data.Rows;
import org.athanor.training.data.TrainingRows;
import org.athanor.training.model.ComposedModel;
import org.osgi.framework.ServiceReference;

/**
 * What a training derives from the plugins of a generation.
 *
 * @param model the architecture with its patches
 * @param training the rows of training steps
 * @param evaluation the batches of held-out text; may be empty
 * @param data what identifies the data
 */
public record Content(ComposedModel model, TrainingRows training, List<Rows> evaluation, DataMarks data) {

    public Content {
        evaluation = List.copyOf(evaluation);
    }

    /** Returns what a training derived from a generation. */
    public static Content of(Generation generation) {
        return generation.content(Content.class);
    }

    /** Returns the tokenizer of a generation. */
    public static Tokenizer tokenizer(Generation generation) {
        return generation.requiredService(Slots.TOKENIZER, Tokenizer.class);
    }

    /** Returns the objective of a generation. */
    public static Objective objective(Generation generation) {
        return generation.requiredService(Slots.OBJECTIVE, Objective.class);
    }

    /** Returns the optimizer of a generation. */
    public static Optimizer optimizer(Generation generation) {
        return generation.requiredService(Slots.OPTIMIZER, Optimizer.class);
    }

    /** Returns the storage of a generation. */
    public static Storage storage(Generation generation) {
        return generation.requiredService(Slots.STORAGE, Storage.class);
    }

    /** Returns whether two generations read the same data: the data source, and all that it may read, are the same. */
    public static boolean sameData(Bindings one, Bindings other) {
        return data(one).equals(data(other));
    }

    private static Map<String, ServiceReference<?>> data(Bindings bindings) {
        Map<String, ServiceReference<?>> references = new LinkedHashMap<>();
        Stream.concat(bindings.binding(Slots.DATA).stream(), bindings.row(Slots.SOURCES).stream())
                .forEach(binding -> references.put(binding.slot().name(), binding.reference()));
        return references;
    }

    /** Returns what identifies the data, of which the row at {@code cursor} is read next. */
    DataMarks data(Cursor cursor) {
        return data.with(training.sha256(cursor));
    }
}
