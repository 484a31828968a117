package org.athanor.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SumTreeTest {

    private static SumTree<String> words() {
        return new SumTree<>((first, second) -> "(" + first + " " + second + ")");
    }

    private static String sum(int from, int to) {
        SumTree<String> tree = words();
        IntStream.range(from, to).forEach(term -> tree.add(String.valueOf(term)));
        return tree.total().orElseThrow();
    }

    @Test
    void termsAreAddedAsABinaryTree() {
        assertThat(words().total()).isEmpty();
        assertThat(sum(0, 1)).isEqualTo("0");
        assertThat(sum(0, 3)).isEqualTo("((0 1) 2)");
        assertThat(sum(0, 7)).isEqualTo("(((0 1) (2 3)) ((4 5) 6))");
        assertThat(sum(0, 8)).isEqualTo("(((0 1) (2 3)) ((4 5) (6 7)))");
    }

    @Property(tries = 200)
    void partsThatAreSubtreesGiveTheSameSum(@ForAll @IntRange(min = 1, max = 100) int terms, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SumTree<String> tree = words();
        for (int at = 0; at < terms;) {
            int largest = at == 0 ? 128 : Integer.lowestOneBit(at);
            int size = Math.min(1 << random.nextInt(Integer.numberOfTrailingZeros(largest) + 1), terms - at);
            tree.add(size, sum(at, at + size));
            at += size;
        }
        assertThat(tree.total()).contains(sum(0, terms));
    }

    @Test
    void whatIsNoSubtreeIsRefused() {
        SumTree<String> tree = words();
        tree.add("0");
        assertThatThrownBy(() -> tree.add(2, "(1 2)")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 terms after 1 are no subtree");
        SumTree<String> ended = words();
        ended.add(3, "((0 1) 2)");
        assertThatThrownBy(() -> ended.add("3")).isInstanceOf(IllegalArgumentException.class);
    }
}
