package org.athanor.training.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradients of micro-batches, added up as a {@link SumTree} over their indices. The additions of a round run in
 * parallel over slices of the parameters.
 */
final class GradientSum implements AutoCloseable {

    private final GenerationThreads threads;
    private final List<List<WorkUnits.Slice>> units;
    private final SumTree<List<Tensor>> tree = new SumTree<>(this::plan);
    private final List<Addition> planned = new ArrayList<>();
    private final Set<List<Tensor>> held = Collections.newSetFromMap(new IdentityHashMap<>());
    private List<Tensor> sum = List.of();

    /** To be done in place; the second term is let go then. */
    private record Addition(List<Tensor> first, List<Tensor> second) {
    }

    GradientSum(GenerationThreads threads, List<List<WorkUnits.Slice>> units) {
        this.threads = threads;
        this.units = units;
    }

    /**
     * Makes gradients safe to add to in place: dense, and no two the same memory. Called inside a scope; the result
     * outlives it.
     */
    static List<Tensor> own(List<Tensor> gradients) {
        Set<Long> seen = new HashSet<>();
        List<Tensor> owned = new ArrayList<>(gradients.size());
        for (Tensor gradient : gradients) {
            boolean fresh = gradient.is_contiguous() && seen.add(gradient.data_ptr().address());
            owned.add(Tensors.keep(fresh ? gradient : gradient.clone().contiguous()));
        }
        return owned;
    }

    /** Adds the gradients of the next micro-batches, in order, and takes ownership of them. */
    void add(List<List<Tensor>> next) {
        held.addAll(next);
        next.forEach(tree::add);
        work();
    }

    /**
     * Adds the sum of the next micro-batches, which were added up on their own, and takes ownership of it.
     *
     * @param size how many they are; see {@link SumTree#add(long, Object)}
     */
    void add(long size, GradientSum part) {
        List<Tensor> term = part.total();
        part.held.clear();
        held.add(term);
        tree.add(size, term);
        work();
    }

    /** Returns the sum of all that was added; nothing is added after it. */
    List<Tensor> total() {
        sum = tree.total().orElseThrow();
        work();
        return sum;
    }

    private List<Tensor> plan(List<Tensor> first, List<Tensor> second) {
        planned.add(new Addition(first, second));
        return first;
    }

    private void work() {
        if (!planned.isEmpty()) {
            threads.all(tasks(unit -> {
                unit.forEach(slice -> planned.forEach(addition ->
                        slice(addition.first(), slice).add_(slice(addition.second(), slice))));
                return true;
            }));
            planned.forEach(addition -> {
                addition.second().forEach(Tensor::close);
                held.remove(addition.second());
            });
            planned.clear();
        }
    }

    /** Returns the Euclidean norm over the total; partial sums are added in the order of the slices. */
    double norm() {
        double squares = 0;
        for (double[] parts : threads.all(tasks(unit -> unit.stream()
                .mapToDouble(slice -> slice(slice).norm().item_double()).toArray()))) {
            for (double part : parts) {
                squares += part * part;
            }
        }
        return Math.sqrt(squares);
    }

    /** Returns a slice of the total, in the innermost scope. */
    Tensor slice(WorkUnits.Slice slice) {
        return slice(sum, slice);
    }

    /** Work on one unit of slices. */
    interface UnitWork<T> {
        T run(List<WorkUnits.Slice> unit);
    }

    /** Returns one task per unit, each in a scope of its own and without gradients. */
    <T> List<Callable<T>> tasks(UnitWork<T> work) {
        List<Callable<T>> tasks = new ArrayList<>(units.size());
        for (List<WorkUnits.Slice> unit : units) {
            tasks.add(() -> {
                try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
                    return work.run(unit);
                }
            });
        }
        return tasks;
    }

    /** Returns a slice of one of {@code tensors}: the tensor itself, or a flat view of some of its elements. */
    static Tensor slice(List<Tensor> tensors, WorkUnits.Slice slice) {
        return slice(tensors.get(slice.parameter()), slice);
    }

    static Tensor slice(Tensor tensor, WorkUnits.Slice slice) {
        return slice.whole() ? tensor : tensor.view(-1).narrow(0, slice.start(), slice.length());
    }

    @Override
    public void close() {
        held.forEach(term -> term.forEach(Tensor::close));
        held.clear();
        sum = List.of();
    }
}
