package org.athanor.training.loop;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.generation.Generation;
import org.athanor.torch.Tensors;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.UpdateCounts;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Parameters for calls that go on while the training does. Whoever asks between the same two steps shares one copy,
 * which is freed when the last of them closes it; after the end, those of the newest checkpoint take its place.
 */
final class Snapshots {

    private final TrainingState state;
    private Optional<Snapshot> latest = Optional.empty();

    Snapshots(TrainingState state) {
        this.state = state;
    }

    /** What a snapshot is of: the same two objects for as long as no step and no exchange changes a parameter. */
    private record Moment(ModelState model, UpdateCounts updates) {

        @SuppressWarnings("ReferenceEquality") // Each change makes another object.
        boolean is(ModelState otherModel, UpdateCounts otherUpdates) {
            return model == otherModel && updates == otherUpdates;
        }
    }

    /** Values that several calls hold. */
    final class Snapshot implements AutoCloseable {

        private final Moment moment;
        private final Map<String, Tensor> parameters;
        private int holders = 1;

        private Snapshot(Moment moment, Map<String, Tensor> parameters) {
            this.moment = moment;
            this.parameters = parameters;
        }

        /** Returns the values by name; until it is closed. */
        Map<String, Tensor> parameters() {
            return parameters;
        }

        private Snapshot hold() {
            holders++;
            return this;
        }

        /** Called once by each who holds it. */
        @Override
        public void close() {
            synchronized (Snapshots.this) {
                holders--;
                if (holders == 0) {
                    latest = latest.filter(other -> other != this);
                    parameters.values().forEach(Tensor::close);
                    if (state.ended()) {
                        Pointer.trimMemory();
                    }
                }
            }
        }
    }

    /**
     * Returns the parameters as they are now, to be closed. Called at a barrier.
     *
     * @param generation whose model they are for
     * @throws ProblemException when the training has ended and its newest checkpoint does not serve
     */
    synchronized Snapshot take(Generation generation) {
        ModelState model = state.model();
        UpdateCounts updates = state.updates();
        Snapshot taken = latest.filter(shared -> shared.moment.is(model, updates)).map(Snapshot::hold)
                .orElseGet(() -> new Snapshot(new Moment(model, updates),
                        state.ended() ? saved(generation) : copy(model)));
        latest = Optional.of(taken);
        return taken;
    }

    private static Map<String, Tensor> copy(ModelState model) {
        Map<String, Tensor> copy = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            model.parameters().forEach((name, value) -> copy.put(name, Tensors.keep(value.detach().clone())));
        }
        return copy;
    }

    private Map<String, Tensor> saved(Generation generation) {
        Set<String> needed = new HashSet<>();
        for (ParameterSpec spec : Content.of(generation).model().description().parameters()) {
            needed.add(spec.name());
        }
        return generation.threads().within(() -> {
            Map<String, Tensor> saved = new Checkpoints(Content.storage(generation)).parameters().unwrap();
            if (!saved.keySet().equals(needed)) {
                saved.values().forEach(Tensor::close);
                throw new ProblemException(Problem.of(Kind.REFUSED, "the newest checkpoint was written with other"
                        + " plugins than those that the run ended with", "", "go on with the run: train:resume"));
            }
            return moved(saved, state.device());
        });
    }

    private static Map<String, Tensor> moved(Map<String, Tensor> saved, Device device) {
        if (device.is_cpu()) {
            return saved;
        }
        Map<String, Tensor> there = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            saved.forEach((name, value) -> there.put(name, Tensors.keep(value.to(device, value.scalar_type()))));
        }
        saved.values().forEach(Tensor::close);
        return there;
    }
}
