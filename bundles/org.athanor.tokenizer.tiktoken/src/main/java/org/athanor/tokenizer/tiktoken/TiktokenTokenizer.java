package org.athanor.tokenizer.tiktoken;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.IntArrayList;
import java.io.ByteArrayOutputStream;
import java.util.OptionalInt;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Byte pair encoding with a vocabulary of tiktoken. An untrained model may sample an id that has no token: it decodes
 * to U+FFFD.
 */
@AthanorPlugin(name = "tiktoken", kind = Tokenizer.class, configKey = "tokenizer")
@Component(name = "org.athanor.tokenizer.tiktoken", service = Tokenizer.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TiktokenConfig.class, factory = true)
public final class TiktokenTokenizer implements Tokenizer {

    private static final byte[] NO_TOKEN = {};
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(UTF_8);

    private final TiktokenEncoding layout;
    private final Encoding encoding;
    private final Vocabulary vocabulary;

    @Activate
    public TiktokenTokenizer(TiktokenConfig config) {
        this(config.encoding());
    }

    TiktokenTokenizer(String name) {
        layout = TiktokenEncoding.of(name).orElseThrow(() -> new ProblemException(Problem.of(
                Problem.Kind.CONFIGURATION, "there is no encoding '" + name + "'", "tokenizer.encoding",
                "use one of " + TiktokenEncoding.names())));
        encoding = Encodings.newLazyEncodingRegistry().getEncoding(layout.type());
        vocabulary = Vocabulary.of(name, layout.size(), id -> bytes(id, NO_TOKEN),
                OptionalInt.of(layout.endOfText()));
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public int[] encode(String text) {
        return encoding.encodeOrdinary(text).toArray();
    }

    @Override
    public String decode(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(tokens.length * 4);
        for (int token : tokens) {
            if (token < 0 || token >= layout.size()) {
                throw new IllegalArgumentException("token " + token + " is not in the vocabulary '"
                        + vocabulary.name() + "' of " + layout.size());
            }
            bytes.writeBytes(bytes(token, REPLACEMENT));
        }
        return bytes.toString(UTF_8);
    }

    private byte[] bytes(int id, byte[] withoutToken) {
        if (!layout.hasToken(id)) {
            return withoutToken;
        }
        IntArrayList one = new IntArrayList(1);
        one.add(id);
        return encoding.decodeBytes(one);
    }
}
