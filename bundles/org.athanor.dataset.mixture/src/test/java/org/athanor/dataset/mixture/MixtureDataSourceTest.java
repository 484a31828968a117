package org.athanor.dataset.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.data.TextRecord;
import org.athanor.api.peer.Peer;
import org.athanor.api.peer.Peers;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mixture gives each source its share, every record of it, and always the same. */
class MixtureDataSourceTest {

    private final Map<String, DataSource> slots = new LinkedHashMap<>();

    /** Finds the sources of the test. */
    private final class Slots implements Peers {

        @Override
        public <S> Peer<S> of(Class<S> kind) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <S> Peer<S> of(Class<S> kind, String slot) {
            return new Peer<>() {
                @Override
                public String slot() {
                    return slot;
                }

                @Override
                public <T> T call(Function<? super S, ? extends T> use) {
                    return use.apply(kind.cast(Optional.ofNullable(slots.get(slot)).orElseThrow()));
                }

                @Override
                public Lease<S> lease() {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public <S> Optional<Peer<S>> find(Class<S> kind, String slot) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> slots(Class<?> kind) {
            throw new UnsupportedOperationException();
        }
    }

    /** Records whose text is their number, in documents of four. */
    private record Numbers(String name, long size, long heldOut) implements DataSource {

        @Override
        public Result<Dataset> open(Split split) {
            long records = split == Split.TRAINING ? size : heldOut;
            return Result.ok(new Dataset() {
                @Override
                public long size() {
                    return records;
                }

                @Override
                public Result<TextRecord> read(long index) {
                    return Result.ok(new TextRecord(name + "@" + index, name + index, index % 4 == 3));
                }
            });
        }
    }

    private DataSource mixture(List<String> names, double... weights) {
        return new MixtureDataSource(names, weights, new Slots());
    }

    private static List<String> texts(Dataset dataset) {
        return LongStream.range(0, dataset.size()).mapToObj(index -> dataset.read(index).unwrap().text()).toList();
    }

    @Test
    void givesEachSourceItsShareInAnyThousandRecordsInARow() {
        slots.put("wiki", new Numbers("w", 5000, 0));
        slots.put("books", new Numbers("b", 900, 0));
        slots.put("code", new Numbers("c", 3, 0));
        List<String> texts = texts(mixture(List.of("wiki", "books", "code"), 0.7, 0.25, 0.05).open(Split.TRAINING)
                .unwrap());
        for (int from = 0; from + 1000 <= texts.size(); from += 333) {
            List<String> thousand = texts.subList(from, from + 1000);
            assertThat(thousand.stream().filter(text -> text.startsWith("w"))).hasSize(700);
            assertThat(thousand.stream().filter(text -> text.startsWith("b"))).hasSize(250);
            assertThat(thousand.stream().filter(text -> text.startsWith("c"))).hasSize(50);
        }
        assertThat(texts.subList(0, 20).stream().filter(text -> text.startsWith("w")).count()).as("spread evenly")
                .isBetween(13L, 15L);
    }

    @Test
    void hasEveryRecordAndBeginsAgainWithASourceThatHasComeToItsEnd() {
        slots.put("wiki", new Numbers("w", 10, 0));
        slots.put("books", new Numbers("b", 3, 0));
        List<String> texts = texts(mixture(List.of("wiki", "books")).open(Split.TRAINING).unwrap());
        assertThat(texts.stream().filter(text -> text.startsWith("w"))).containsExactly("w0", "w1", "w2", "w3", "w4",
                "w5", "w6", "w7", "w8", "w9");
        assertThat(texts.stream().filter(text -> text.startsWith("b"))).startsWith("b0", "b1", "b2", "b0", "b1")
                .hasSizeBetween(9, 10);
    }

    @Test
    void readsTheSameAtAPositionInWhateverOrderAndHoweverOftenItIsOpened() {
        slots.put("wiki", new Numbers("w", 70, 0));
        slots.put("books", new Numbers("b", 30, 0));
        DataSource mixture = mixture(List.of("wiki", "books"), 7, 3);
        Dataset first = mixture.open(Split.TRAINING).unwrap();
        List<String> texts = texts(first);
        slots.put("wiki", new Numbers("w", 70, 0));
        Dataset second = mixture.open(Split.TRAINING).unwrap();
        List<Long> positions = new ArrayList<>(LongStream.range(0, second.size()).boxed().toList());
        Collections.reverse(positions);
        positions.forEach(position -> assertThat(second.read(position).unwrap().text())
                .isEqualTo(texts.get(position.intValue())));
        assertThat(texts(new MixtureDataSource(List.of("wiki", "books"), new double[] {0.7, 0.3}, new Slots())
                .open(Split.TRAINING).unwrap())).isEqualTo(texts);
    }

    @Test
    void endsADocumentWhereTheSourceChanges() {
        slots.put("wiki", new Numbers("w", 90, 0));
        slots.put("books", new Numbers("b", 10, 0));
        Dataset dataset = mixture(List.of("wiki", "books"), 9, 1).open(Split.TRAINING).unwrap();
        for (long at = 0; at < dataset.size(); at++) {
            TextRecord record = dataset.read(at).unwrap();
            int number = Integer.parseInt(record.text().substring(1));
            boolean goesOn = at + 1 < dataset.size() && dataset.read(at + 1).unwrap().text()
                    .equals(record.text().charAt(0) + String.valueOf(number + 1));
            assertThat(record.endsDocument()).as(record.text()).isEqualTo(!goesOn || number % 4 == 3);
        }
        assertThat(dataset.read(0).unwrap().source()).isEqualTo("wiki: w@0");
    }

    @Test
    void leavesASourceWithoutHeldOutTextOutOfTheHeldOutText() {
        slots.put("wiki", new Numbers("w", 90, 5));
        slots.put("books", new Numbers("b", 10, 0));
        DataSource mixture = mixture(List.of("wiki", "books"), 1, 9);
        assertThat(texts(mixture.open(Split.EVALUATION).unwrap())).containsExactly("w0", "w1", "w2", "w3", "w4");
        slots.put("wiki", new Numbers("w", 90, 0));
        assertThat(mixture.open(Split.EVALUATION).unwrap().size()).isZero();
    }

    @Test
    void passesOnWhyASourceCannotBeOpened() {
        slots.put("wiki", split -> Result.err(Problem.of(Problem.Kind.NOT_FOUND, "there is no such file")));
        assertThat(mixture(List.of("wiki")).open(Split.TRAINING).failure().orElseThrow().message())
                .isEqualTo("there is no such file");
    }

    @ParameterizedTest
    @CsvSource({"'', '', data.sources: the sources are []", "wiki wiki, '', data.sources: the sources are [wiki; wiki]",
        "wiki books, 1, data.weights: there are 1 weights for 2 sources",
        "wiki books, 1 0, data.weights: the weights are [1.0; 0.0]",
        "wiki books, 1 0.0001, data.weights: the weights are [1.0; 1.0E-4]"})
    void refusesSourcesAndWeightsThatMakeNoMixture(String sources, String weights, String message) {
        List<String> names = sources.isEmpty() ? List.of() : List.of(sources.split(" "));
        double[] numbers = weights.isEmpty() ? new double[0]
                : List.of(weights.split(" ")).stream().mapToDouble(Double::parseDouble).toArray();
        assertThatThrownBy(() -> mixture(names, numbers)).isInstanceOf(ProblemException.class)
                .hasMessageStartingWith(message.replace(';', ','));
    }
}
