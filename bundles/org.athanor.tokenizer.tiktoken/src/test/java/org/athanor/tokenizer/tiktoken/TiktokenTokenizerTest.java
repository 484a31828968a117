package org.athanor.tokenizer.tiktoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.athanor.api.plugin.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiktokenTokenizerTest {

    private static final TiktokenTokenizer R50K = new TiktokenTokenizer("r50k_base");
    private static final TiktokenTokenizer O200K = new TiktokenTokenizer("o200k_base");

    @Test
    void encodesAsTiktokenDoes() {
        assertThat(R50K.encode("Once upon a time")).containsExactly(7454, 2402, 257, 640);
        assertThat(new TiktokenTokenizer("cl100k_base").encode("Once upon a time"))
                .containsExactly(12805, 5304, 264, 892);
        assertThat(O200K.encode("Once upon a time")).containsExactly(18049, 7557, 261, 1058);
    }

    @ParameterizedTest
    @CsvSource({"r50k_base, 50257, 50256", "p50k_base, 50281, 50256", "cl100k_base, 100277, 100257",
            "o200k_base, 200019, 199999"})
    void theVocabularyCountsSpecialTokensAndEveryIdDecodes(String name, int size, int endOfText) {
        TiktokenTokenizer tokenizer = new TiktokenTokenizer(name);

        assertThat(tokenizer.vocabulary().name()).isEqualTo(name);
        assertThat(tokenizer.vocabulary().size()).isEqualTo(size);
        assertThat(tokenizer.vocabulary().endOfText()).hasValue(endOfText);
        assertThat(tokenizer.decode(new int[] {endOfText})).isEqualTo("<|endoftext|>");
        assertThat(tokenizer.decode(IntStream.range(0, size).toArray())).contains("<|endoftext|>");
    }

    @Test
    void anIdWithoutATokenDecodesToAReplacementCharacter() {
        assertThat(O200K.decode(new int[] {18049, 200_001})).isEqualTo("Once\ufffd");
    }

    @Test
    void textThatLooksLikeASpecialTokenIsOrdinaryText() {
        assertThat(R50K.encode("<|endoftext|>")).hasSizeGreaterThan(1).doesNotContain(50256);
        assertThat(R50K.decode(R50K.encode("<|endoftext|>"))).isEqualTo("<|endoftext|>");
    }

    @Property(tries = 300)
    void decodingWhatWasEncodedGivesTheText(@ForAll String text) {
        Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(text));

        assertThat(R50K.decode(R50K.encode(text))).isEqualTo(text);
        assertThat(O200K.decode(O200K.encode(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a", "\n", "7", "\ud83d\udd25"})
    void encodesLongRunsOfOneCharacter(String character) {
        String run = character.repeat(50_000);

        assertThat(R50K.decode(R50K.encode(run))).isEqualTo(run);
        assertThat(O200K.decode(O200K.encode(run))).isEqualTo(run);
    }

    @Test
    void aLoneSurrogateBecomesAReplacementAndTheRestIsKept() {
        assertThat(R50K.decode(R50K.encode("a\ud83dx"))).isEqualTo("a?x");
    }

    @Test
    void aCharacterThatIsCutBetweenTokensDecodesToReplacementCharacters() {
        int[] tokens = R50K.encode("\ud83d\udd25");

        assertThat(tokens).hasSizeGreaterThan(1);
        assertThat(R50K.decode(new int[] {tokens[0]})).startsWith("\ufffd");
    }

    @Test
    void theVocabularyIsTheSameForEveryInstanceAndAnotherForAnotherEncoding() {
        assertThat(new TiktokenTokenizer("r50k_base").vocabulary()).isEqualTo(R50K.vocabulary());
        assertThat(new TiktokenTokenizer("p50k_base").vocabulary().fingerprint())
                .isNotEqualTo(R50K.vocabulary().fingerprint());
    }

    @Test
    void refusesAnEncodingThatDoesNotExistAndListsThoseThatDo() {
        assertThatThrownBy(() -> new TiktokenTokenizer("gpt2")).isInstanceOf(ProblemException.class)
                .hasMessage("tokenizer.encoding: there is no encoding 'gpt2'; "
                        + "use one of r50k_base, p50k_base, cl100k_base, o200k_base");
    }

    @Test
    void refusesATokenThatIsNotInTheVocabulary() {
        assertThatThrownBy(() -> R50K.decode(new int[] {50257})).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token 50257 is not in the vocabulary 'r50k_base' of 50257");
    }
}
