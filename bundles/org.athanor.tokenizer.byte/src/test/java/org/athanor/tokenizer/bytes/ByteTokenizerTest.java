package org.athanor.tokenizer.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ByteTokenizerTest {

    private final ByteTokenizer tokenizer = new ByteTokenizer(false);

    @Property
    void decodingWhatWasEncodedGivesTheText(@ForAll String text) {
        Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(text));

        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void encodesCodePointsBeyondTheBasicPlane() {
        assertThat(tokenizer.encode("a\u00e9\u20ac\ud83d\udd25"))
                .containsExactly(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x94, 0xa5);
        assertThat(tokenizer.decode(new int[] {0xf0, 0x9f, 0x94, 0xa5})).isEqualTo("\ud83d\udd25");
    }

    @Test
    void encodesALoneSurrogateAsAQuestionMark() {
        assertThat(tokenizer.encode("a\ud83d")).containsExactly('a', '?');
    }

    @Test
    void decodesBytesThatAreNotUtf8ToReplacementCharacters() {
        assertThat(tokenizer.decode(new int[] {'a', 0xc3, 'b', 0xff})).isEqualTo("a\ufffdb\ufffd");
    }

    @Test
    void hasAnEndOfTextTokenOnlyWhenAsked() {
        ByteTokenizer ending = new ByteTokenizer(true);

        assertThat(tokenizer.vocabulary().size()).isEqualTo(256);
        assertThat(tokenizer.vocabulary().endOfText()).isEmpty();
        assertThat(ending.vocabulary().size()).isEqualTo(257);
        assertThat(ending.vocabulary().endOfText()).hasValue(256);
        assertThat(ending.decode(new int[] {'a', 256})).isEqualTo("a<|endoftext|>");
        assertThat(ending.encode("<|endoftext|>")).hasSize(13);
    }

    @Test
    void theVocabularyIsTheSameForEveryInstanceAndAnotherWithAnotherConfiguration() {
        assertThat(new ByteTokenizer(false).vocabulary()).isEqualTo(tokenizer.vocabulary());
        assertThat(new ByteTokenizer(true).vocabulary().fingerprint())
                .isNotEqualTo(tokenizer.vocabulary().fingerprint());
    }

    @Test
    void refusesATokenThatIsNotInTheVocabulary() {
        assertThatThrownBy(() -> tokenizer.decode(new int[] {256}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token 256 is not in the vocabulary 'bytes' of 256");
    }
}
