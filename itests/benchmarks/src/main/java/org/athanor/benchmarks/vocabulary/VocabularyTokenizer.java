package org.athanor.benchmarks.vocabulary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** One token per byte; its id mixes the byte with the one after it. There is no way back to the text. */
@AthanorPlugin(name = "vocabulary", kind = Tokenizer.class, configKey = "tokenizer")
@Component(name = "org.athanor.benchmarks.vocabulary", service = Tokenizer.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = VocabularyConfig.class, factory = true)
public final class VocabularyTokenizer implements Tokenizer {

    private final Vocabulary vocabulary;

    @Activate
    public VocabularyTokenizer(VocabularyConfig config) {
        vocabulary = Vocabulary.of("spread", config.size(),
                id -> ByteBuffer.allocate(Integer.BYTES).putInt(id).array(), OptionalInt.empty());
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = SpreadIds.of(bytes[i], bytes[(i + 1) % bytes.length], vocabulary.size());
        }
        return tokens;
    }

    @Override
    public String decode(int[] tokens) {
        return Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }
}
