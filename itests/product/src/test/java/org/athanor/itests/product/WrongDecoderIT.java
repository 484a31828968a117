package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer that encodes as it should and decodes one letter as another. */
class WrongDecoderIT {

    private static final String WRONG = """
            package org.athanor.tokenizer.bytes;

            import org.athanor.api.tokenizer.Tokenizer;
            import org.athanor.api.tokenizer.Vocabulary;

            public final class Faulty implements Tokenizer {

                private final Tokenizer original;

                public Faulty(ByteConfig config) {
                    original = new ByteTokenizer(config);
                }

                @Override
                public Vocabulary vocabulary() {
                    return original.vocabulary();
                }

                @Override
                public int[] encode(String text) {
                    return original.encode(text);
                }

                @Override
                public String decode(int[] tokens) {
                    return original.decode(tokens).replace('e', 'f');
                }
            }
            """;

    @TempDir
    private Path folder;
    private Path jar;

    @BeforeEach
    void makeJar() {
        jar = PluginCopy.of("org.athanor.tokenizer.byte").version("0.2.0").implementedBy(WRONG).in(folder);
    }

    @Test
    void itIsNotLetIn() throws InterruptedException {
        try (Product product = Product.training(Home.in(folder), "decoder")) {
            assertThat(product.attach("plugin:upgrade " + jar).refusal(1)).contains("are decoded as 'f");
            product.advances();
        }
    }

    @Test
    void itDoesNotPassTheExaminationWhichLeavesNothingBehind() throws InterruptedException {
        Home home = Home.in(folder);
        Answer answer = Product.execute(home, "verify", jar.toString(), "--swaps", "1");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).contains("decode(encode(\"e\")) is \"f\"");
        Path sound = PluginCopy.of("org.athanor.tokenizer.byte").version("0.3.0").in(folder);
        assertThat(Product.execute(home, "verify", sound.toString(), "--swaps", "1").ok().out())
                .contains("tokenizer:byte decodes 36 letters and digits to themselves");
        assertThat(home.root().resolve("runs")).doesNotExist();
        assertThat(Files.exists(home.root().resolve("felix-cache"))).isFalse();
    }
}
