package org.athanor.training.session;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.generation.Generation;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.state.UpdateCounts;
import org.athanor.training.step.Stepper;
import org.bytedeco.pytorch.Device;

/**
 * What a session is: where it stands, its tensors, and the generation that works on them. Written by the session's
 * thread at barriers and after steps; read by all.
 */
final class SessionState {

    private final TrainerConfig config;
    private final Device device;
    private volatile Progress progress;
    private volatile ModelState model;
    private volatile UpdateCounts updates;
    private volatile Generation generation;
    private volatile Optional<Stepper> stepper = Optional.empty();
    private volatile State state = State.STARTING;
    private volatile String detail = "";

    SessionState(TrainerConfig config, Device device, Progress progress) {
        this.config = config;
        this.device = device;
        this.progress = progress;
    }

    /**
     * A generation that is ready to work on a model state.
     *
     * @param generation the generation
     * @param model the state that it was made ready for
     * @param stepper takes the steps
     */
    record Ready(Generation generation, ModelState model, Stepper stepper) {
    }

    /**
     * What a session can be switched back to.
     *
     * @param generation the generation
     * @param stepper takes its steps
     * @param model the tensors as they were named
     * @param updates how often each parameter had been updated
     */
    record Before(Generation generation, Stepper stepper, ModelState model, UpdateCounts updates) {
    }

    /** Returns what a switch from here may go back to. */
    Before before() {
        return new Before(generation, stepper(), model, updates);
    }

    /** Puts the first generation to work on {@code initial}. */
    void begin(Generation first, ModelState initial, Map<String, Long> counts) {
        model = initial.fitted(Map.of(), first.model(), first.optimizer(), config.seed(), device);
        updates = new UpdateCounts(counts, Set.of(), 0);
        use(ready(first));
    }

    /**
     * Makes a generation ready off the session's thread, so that switching to it is one assignment when the set of
     * parameters stays as it is.
     */
    Ready ready(Generation next) {
        return new Ready(next, model,
                new Stepper(next.model(), next.objective(), next.optimizer(), next.threads(), model, device));
    }

    /**
     * Switches to another generation; the set of parameters follows the patches that come and leave. When a plugin
     * throws, nothing has changed.
     */
    void switchTo(Ready next) {
        if (next.model() == model && next.stepper().trainedNames().equals(stepper().trainedNames())
                && model.fits(next.generation().model())) {
            generation = next.generation();
            stepper = Optional.of(next.stepper());
            return;
        }
        Before before = before();
        try {
            model = model.fitted(generation.model().patches(), next.generation().model(),
                    next.generation().optimizer(), config.seed(), device);
            use(ready(next.generation()));
        } catch (Throwable e) {
            switchBack(before);
            throw e;
        }
    }

    /**
     * Switches back to a generation with the set of parameters that it had. What both work on is as it is now; what
     * the other one had dropped, merged or replaced is as it was then, and so are its update counts.
     */
    void switchBack(Before before) {
        updates = updates.back(before.updates(), model.shared(before.model()));
        model = before.model();
        model.mark(before.generation().model());
        stepper = Optional.of(before.stepper());
        generation = before.generation();
    }

    /** Takes the result of a step or a changed setting. */
    void advance(Progress next) {
        progress = next;
    }

    /** Counts an update of all parameters that train. */
    void updated() {
        updates = updates.next();
    }

    void become(State next, String why) {
        detail = why;
        state = next;
        if (next.ended()) {
            // Who lists ended sessions must not keep the classes of their plugins alive.
            stepper = Optional.empty();
        }
    }

    TrainerConfig config() {
        return config;
    }

    Progress progress() {
        return progress;
    }

    ModelState model() {
        return model;
    }

    UpdateCounts updates() {
        return updates;
    }

    Generation generation() {
        return generation;
    }

    /** Returns what takes the steps; only while the session has not ended. */
    Stepper stepper() {
        return stepper.orElseThrow();
    }

    State state() {
        return state;
    }

    String detail() {
        return detail;
    }

    Device device() {
        return device;
    }

    private void use(Ready next) {
        updates = updates.training(next.stepper().trainedNames(), model.optimizer().keySet());
        stepper = Optional.of(next.stepper());
        generation = next.generation();
    }
}
