package org.athanor.training.checkpoint;

import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.training.data.DataMarks;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;

/**
 * Everything from which a session goes on exactly.
 *
 * @param progress where it stands
 * @param model parameters and optimizer state
 * @param updates how often each parameter has been updated
 * @param patches the names of the attached patchers, in order
 * @param vocabulary the vocabulary of the run
 * @param plugins the plugins in use
 * @param states the state of plugins that keep some, by slot id
 * @param data what identifies the data at the cursor
 */
public record Checkpoint(Progress progress, ModelState model, Map<String, Long> updates, List<String> patches,
        Vocabulary vocabulary, List<Binding> plugins, Map<String, StateSnapshot> states, DataMarks data) {
}
