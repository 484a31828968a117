package org.athanor.training.session;

import java.util.Map;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.generation.Generation;
import org.athanor.training.model.ComposedModel.AttachedPatch;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
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
    private volatile Generation generation;
    private volatile Stepper stepper;
    private volatile State state = State.STARTING;
    private volatile String detail = "";

    SessionState(TrainerConfig config, Device device, Progress progress) {
        this.config = config;
        this.device = device;
        this.progress = progress;
    }

    /** Puts the first generation to work on {@code initial}, as {@code patches} left it. */
    void begin(Generation first, ModelState initial, Map<String, AttachedPatch> patches) {
        model = initial.fitted(patches, first.model(), first.optimizer(), config.seed(), device);
        use(first);
    }

    /** Switches to another generation; the set of parameters follows the patches that come and leave. */
    void switchTo(Generation next) {
        model = model.fitted(generation.model().patches(), next.model(), next.optimizer(), config.seed(), device);
        use(next);
    }

    /** Switches back to a generation with the set of parameters that it had. */
    void switchBack(Generation before, ModelState modelBefore) {
        model = modelBefore.withUpdatesOf(model);
        model.mark(before.model());
        use(before);
    }

    /** Takes the result of a step or a changed setting. */
    void advance(Progress next) {
        progress = next;
    }

    /** Counts an update of all parameters that train. */
    void updated() {
        model = model.counted(stepper.trainedNames());
    }

    void become(State next, String why) {
        detail = why;
        state = next;
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

    Generation generation() {
        return generation;
    }

    Stepper stepper() {
        return stepper;
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

    private void use(Generation next) {
        stepper = new Stepper(next.model(), next.objective(), next.optimizer(), next.threads(), model, device);
        generation = next;
    }
}
