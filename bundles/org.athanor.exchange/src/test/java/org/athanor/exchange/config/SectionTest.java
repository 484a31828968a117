package org.athanor.exchange.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SectionTest {

    @Provide
    Arbitrary<Map<String, Object>> plain() {
        return values(3);
    }

    private static Arbitrary<Map<String, Object>> values(int depth) {
        Arbitrary<Object> scalar = Arbitraries.oneOf(Arbitraries.longs().map(value -> (Object) value),
                Arbitraries.doubles().map(value -> (Object) value), Arbitraries.of(true, false),
                Arbitraries.strings().alpha().ofMaxLength(5).map(value -> (Object) value));
        Arbitrary<Object> leaf = Arbitraries.oneOf(scalar, scalar.list().ofMaxSize(3).map(value -> (Object) value));
        Arbitrary<Object> value = depth == 0 ? leaf
                : Arbitraries.oneOf(leaf, values(depth - 1).map(inner -> (Object) inner));
        return Arbitraries.maps(Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(4), value)
                .ofMaxSize(4);
    }

    @Property(tries = 200)
    void plainValuesBecomeASectionAndPlainValuesAgain(@ForAll("plain") Map<String, Object> plain) {
        assertThat(Section.of("a", "run.yaml:1", plain).plain()).isEqualTo(plain);
    }

    @Test
    void innerSectionsKnowTheirKeysAndAllHaveOnePlace() {
        Section section = Section.of("pot", "the checkpoint", Map.of("lid", Map.of("knobs", List.of(1L, 2L))));
        assertThat(section.section("lid").name()).isEqualTo("pot.lid");
        Setting knobs = section.section("lid").setting("knobs").orElseThrow();
        assertThat(knobs.where()).isEqualTo("the checkpoint");
        assertThat(knobs.value()).isEqualTo(List.of(1L, 2L));
        assertThat(Section.of("", "run.yaml:1", Map.of("pot", Map.of("size", 1L))).section("pot").name())
                .isEqualTo("pot");
    }
}
