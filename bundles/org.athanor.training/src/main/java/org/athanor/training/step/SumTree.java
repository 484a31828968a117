package org.athanor.training.step;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * A sum whose order of additions depends on the number of its terms alone: a binary tree in which the terms from
 * {@code k * 2^l} up to {@code (k + 1) * 2^l} are one subtree. So terms that come in parts which are such subtrees,
 * each added up elsewhere, give the same bits. It holds as many sums at a time as the number of terms has bits.
 *
 * @param <T> what is added up
 */
final class SumTree<T> {

    private final BinaryOperator<T> addition;
    private final Deque<Node<T>> open = new ArrayDeque<>();

    /** {@code size}: the number of terms, a power of two unless they are the last ones. */
    private record Node<T>(long size, T sum) {
    }

    SumTree(BinaryOperator<T> addition) {
        this.addition = addition;
    }

    /** Adds the next term. */
    void add(T term) {
        add(1, term);
    }

    /**
     * Adds the sum of the next {@code size} terms.
     *
     * @throws IllegalArgumentException when they are no subtree: they begin where no subtree of their size does, or
     *     terms come after the last subtree, which is not full
     */
    void add(long size, T part) {
        long before = open.stream().mapToLong(Node::size).sum();
        long subtree = Long.highestOneBit(2 * size - 1);
        boolean full = open.isEmpty() || Long.bitCount(open.element().size()) == 1;
        if (!full || before % subtree != 0) {
            throw new IllegalArgumentException(size + " terms after " + before + " are no subtree");
        }
        Node<T> node = new Node<>(size, part);
        while (!open.isEmpty() && open.element().size() == node.size()) {
            node = new Node<>(2 * node.size(), addition.apply(open.pop().sum(), node.sum()));
        }
        open.push(node);
    }

    /** Returns the sum; empty without terms. Nothing is added after it. */
    Optional<T> total() {
        while (open.size() > 1) {
            Node<T> last = open.pop();
            Node<T> before = open.pop();
            open.push(new Node<>(before.size() + last.size(), addition.apply(before.sum(), last.sum())));
        }
        return Optional.ofNullable(open.peek()).map(Node::sum);
    }

    /** Adds up terms that are there. */
    static double of(Iterable<Double> terms) {
        SumTree<Double> sum = new SumTree<>(Double::sum);
        terms.forEach(sum::add);
        return sum.total().orElse(0.0);
    }
}
