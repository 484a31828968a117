package org.athanor.tokenizer.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.OptionalInt;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** UTF-8 bytes as tokens. A lone surrogate is not text and is encoded as a question mark, as Java does. */
@AthanorPlugin(name = "byte", kind = Tokenizer.class, configKey = "tokenizer", defaultFor = "training:tokenizer")
@Component(name = "org.athanor.tokenizer.byte", service = Tokenizer.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ByteConfig.class, factory = true)
public final class ByteTokenizer implements Tokenizer {

    private static final int BYTES = 256;
    private static final byte[] END_OF_TEXT = "<|endoftext|>".getBytes(UTF_8);

    private final Vocabulary vocabulary;

    @Activate
    public ByteTokenizer(ByteConfig config) {
        this(config.end__of__text());
    }

    ByteTokenizer(boolean endOfText) {
        vocabulary = Vocabulary.of("bytes", endOfText ? BYTES + 1 : BYTES, ByteTokenizer::token,
                endOfText ? OptionalInt.of(BYTES) : OptionalInt.empty());
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return tokens;
    }

    @Override
    public String decode(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(tokens.length);
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary.size()) {
                throw new IllegalArgumentException(
                        "token " + token + " is not in the vocabulary 'bytes' of " + vocabulary.size());
            }
            bytes.writeBytes(token(token));
        }
        return bytes.toString(UTF_8);
    }

    private static byte[] token(int id) {
        return id == BYTES ? END_OF_TEXT : new byte[] {(byte) id};
    }
}
