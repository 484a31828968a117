package org.athanor.training.loop;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.work.RunningWork;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.state.Memory;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.state.UpdateCounts;
import org.athanor.training.step.Stepper;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;

/**
 * What a training is: where it stands, its tensors, and what takes its steps. Written by the session's thread at
 * barriers and after steps; read by all.
 */
final class TrainingState {

    private final TrainerConfig config;
    private final Device device;
    private volatile Progress progress;
    private volatile ModelState model;
    private volatile UpdateCounts updates;
    private volatile Optional<Stepper> stepper = Optional.empty();
    private volatile boolean ended;
    /** Held for reading by whoever looks at tensors off the session's thread. */
    private final ReadWriteLock preparing = new ReentrantReadWriteLock();

    /** Creates a state. {@code counts}: how often each parameter has been updated. */
    TrainingState(TrainerConfig config, Device device, Progress progress, ModelState model,
            Map<String, Long> counts) {
        this.config = config;
        this.device = device;
        this.progress = progress;
        this.model = model;
        this.updates = new UpdateCounts(counts, Set.of(), 0);
    }

    /** Puts the first generation to work. */
    void begin(Generation first) {
        model = first.threads().within(() -> {
            (device.is_cpu() ? Memory.tooSmall(Content.of(first).model(), Content.optimizer(first), Memory.ofMachine())
                    : Optional.<Problem>empty()).or(() -> misfit(first)).ifPresent(problem -> {
                        throw new ProblemException(problem);
                    });
            return model.fitted(Map.of(), Content.of(first).model(), Content.optimizer(first), config.seed(), device);
        });
        use(first.threads().within(() -> stepper(first)));
    }

    private Optional<Problem> misfit(Generation next) {
        return model.misfit(Content.of(next).model(), Content.optimizer(next));
    }

    private Stepper stepper(Generation generation) {
        return new Stepper(Content.of(generation).model(), Content.objective(generation),
                Content.optimizer(generation), generation.threads(), model, device);
    }

    /**
     * Makes a generation ready off the session's thread, so that taking over is one assignment when the set of
     * parameters stays as it is. Otherwise that follows the patches that come and leave.
     *
     * @param inUse the generation in use
     */
    Result<RunningWork.Ready> ready(Generation inUse, Generation next) {
        try {
            return next.threads().within(() -> prepare(inUse, next));
        } catch (Throwable e) {
            return Result.err(PluginFailure.of("it cannot be made ready", e));
        }
    }

    private Result<RunningWork.Ready> prepare(Generation inUse, Generation next) {
        preparing.readLock().lock();
        try {
            Optional<Problem> misfit = misfit(next)
                    .or(() -> Content.of(next).model().lost(Content.of(inUse).model().patches()));
            if (misfit.isPresent()) {
                return Result.err(misfit.get());
            }
            ModelState madeFor = model;
            Optional<Stepper> prepared = madeFor.fits(Content.of(next).model()) ? Optional.of(stepper(next))
                    : Optional.empty();
            return Result.ok(() -> takeOver(inUse, next, madeFor, prepared));
        } finally {
            preparing.readLock().unlock();
        }
    }

    /** Returns how many bytes a copy of the parameters and the optimizer state takes. */
    long bytes() {
        preparing.readLock().lock();
        try {
            return model.bytes();
        } finally {
            preparing.readLock().unlock();
        }
    }

    /** {@code prepared}: what takes the steps when nothing is to be created, frozen or dropped. */
    @SuppressWarnings("ReferenceEquality") // The stepper works on the very tensors that it was made for.
    private void takeOver(Generation before, Generation next, ModelState madeFor, Optional<Stepper> prepared) {
        if (madeFor == model
                && prepared.filter(it -> it.trainedNames().equals(stepper().trainedNames())).isPresent()) {
            stepper = prepared;
            return;
        }
        RunningWork.Mark mark = mark(before);
        try {
            // Plugins merge what they leave behind, and may hang in that: what they changed late is nobody's state.
            model = before.threads().within(() -> model.fit(Content.of(before).model().patches(),
                    Content.of(next).model(), Content.optimizer(next), config.seed(), device));
            next.threads().within(() -> {
                model.mark(Content.of(next).model());
                return true;
            });
            use(next.threads().within(() -> stepper(next)));
        } catch (Throwable e) {
            mark.goBack();
            throw e;
        }
    }

    private void use(Stepper next) {
        updates = updates.training(next.trainedNames(), model.optimizer().keySet());
        stepper = Optional.of(next);
    }

    /**
     * Marks what a switch from here may go back to: the set of parameters as it is. What both generations work on stays
     * as it is when it comes back; what the other one had dropped, merged or replaced is as it is now, and so are its
     * update counts.
     */
    RunningWork.Mark mark(Generation inUse) {
        ModelState marked = model;
        UpdateCounts counts = updates;
        Stepper used = stepper();
        return () -> {
            updates = updates.back(counts, model.shared(marked));
            model = marked;
            inUse.threads().within(() -> {
                marked.mark(Content.of(inUse).model());
                return true;
            });
            stepper = Optional.of(used);
        };
    }

    /** Takes the result of a step or a changed setting. */
    void advance(Progress next) {
        progress = next;
    }

    /** Counts an update of all parameters that train. */
    void updated() {
        updates = updates.next();
    }

    /**
     * Takes no more steps. Who lists ended sessions must keep neither their tensors nor their plugins' classes.
     *
     * @param alone whether nobody works on the tensors any more; otherwise they go when nobody refers to them
     */
    void end(boolean alone) {
        ModelState last = model;
        ended = true;
        stepper = Optional.empty();
        model = ModelState.empty();
        if (alone && preparing.writeLock().tryLock()) {
            try {
                last.close();
            } finally {
                preparing.writeLock().unlock();
            }
            // The allocator keeps what was freed for the next step; there is none.
            Pointer.trimMemory();
        }
    }

    /** Returns whether there are no parameters any more, but in checkpoints. */
    boolean ended() {
        return ended;
    }

    TrainerConfig config() {
        return config;
    }

    Device device() {
        return device;
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

    /** Returns what takes the steps; only while the session has not ended. */
    Stepper stepper() {
        return stepper.orElseThrow(() -> new IllegalStateException("The training has not begun, or has ended."));
    }
}
