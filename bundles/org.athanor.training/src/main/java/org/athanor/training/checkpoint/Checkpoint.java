package org.athanor.training.checkpoint;

import java.util.List;
import java.util.Map;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.exchange.work.Place;
import org.athanor.training.data.DataMarks;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;

/**
 * Everything from which a training goes on exactly.
 *
 * @param progress where it stands
 * @param model parameters and optimizer state
 * @param updates how often each parameter has been updated
 * @param patches the slots of the attached patchers, in order
 * @param vocabulary the vocabulary of the run
 * @param slots the plugins in use
 * @param states the state of plugins that keep some, by slot
 * @param data what identifies the data at the cursor
 */
public record Checkpoint(Progress progress, ModelState model, Map<String, Long> updates, List<String> patches,
        Vocabulary vocabulary, List<Filled> slots, Map<String, StateSnapshot> states, DataMarks data)
        implements Place {

    @Override
    public long step() {
        return progress.step();
    }

    /** Returns this place with its slot of this name filled otherwise. */
    public Checkpoint with(Filled other) {
        return new Checkpoint(progress, model, updates, patches, vocabulary, slots.stream()
                .map(slot -> slot.slot().equals(other.slot()) ? other : slot).toList(), states, data);
    }
}
