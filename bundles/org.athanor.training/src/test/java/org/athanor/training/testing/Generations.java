package org.athanor.training.testing;

import java.util.List;
import java.util.Map;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.training.data.DataMark;
import org.athanor.training.data.DataMarks;
import org.athanor.training.data.TrainingRows;
import org.athanor.training.loop.Content;
import org.athanor.training.loop.Slots;
import org.athanor.training.model.ComposedModel;

/** Makes generations without a framework behind them. */
public final class Generations {

    private Generations() {
    }

    /** Makes a generation of these plugins, without held-out text; nothing has to be let go with it. */
    public static Generation of(long number, List<PluginBinding> bindings, ComposedModel model, Dataset dataset,
            GenerationThreads threads) {
        Tokenizer tokenizer = bindings.stream().filter(binding -> binding.in(Slots.TOKENIZER))
                .map(PluginBinding::service).map(Tokenizer.class::cast).findFirst().orElseThrow();
        TrainingRows rows = new TrainingRows(dataset, tokenizer, model.description().context(), 5, threads.side(),
                threads::bound);
        DataMarks data = new DataMarks("data:letters", Map.of(Split.TRAINING, DataMark.of(dataset)));
        return new Generation(number, bindings, new Content(model, rows, List.of(), data),
                threads, binding -> { });
    }
}
