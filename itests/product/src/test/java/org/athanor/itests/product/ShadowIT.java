package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Report.Swap;
import org.athanor.itests.harness.Run;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that is subtly wrong is found in the shadow, with what differs, and the run stays the same. */
class ShadowIT {

    private static final String TIKTOKEN = "org.athanor.tokenizer.tiktoken";
    private static final String STORAGE = "org.athanor.storage.file";
    private static final String TOKENIZER = "org.athanor.tokenizer.byte";
    private static final String[] BYTE_PAIRS = {"--set", "tokenizer.type=tiktoken", "--set", "trainer.max_steps=150"};

    /** Everything but the merge of " gaz" with "ed". */
    private static final String WITHOUT_ONE_MERGE = """
            package org.athanor.tokenizer.tiktoken;

            import java.util.stream.IntStream;
            import java.util.stream.Stream;
            import org.athanor.api.tokenizer.Tokenizer;
            import org.athanor.api.tokenizer.Vocabulary;

            public final class Faulty implements Tokenizer {
                private final TiktokenTokenizer right;

                public Faulty(TiktokenConfig config) {
                    right = new TiktokenTokenizer(config);
                }

                public Vocabulary vocabulary() {
                    return right.vocabulary();
                }

                public int[] encode(String text) {
                    return Stream.of(text.split("(?<= gaz)(?=ed)")).map(right::encode).flatMapToInt(IntStream::of)
                            .toArray();
                }

                public String decode(int[] tokens) {
                    return right.decode(tokens);
                }
            }
            """;

    private static final String LOSING_ONE_WRITE_IN_A_THOUSAND = """
            package org.athanor.storage.file;

            import java.util.List;
            import java.util.concurrent.atomic.AtomicInteger;
            import org.athanor.api.plugin.Result;
            import org.athanor.api.plugin.SessionScope;
            import org.athanor.api.storage.Entry;
            import org.athanor.api.storage.Part;
            import org.athanor.api.storage.Storage;

            public final class Faulty implements Storage {
                private final FileStorage right;
                private final AtomicInteger writes = new AtomicInteger();

                public Faulty(FileStorageConfig config, SessionScope session) {
                    right = new FileStorage(config, session);
                }

                public Result<Result.Done> write(String key, List<Part> parts) {
                    return writes.incrementAndGet() % 1000 == 0 ? Result.done() : right.write(key, parts);
                }

                public Result<Entry> open(String key) {
                    return right.open(key);
                }

                public Result<List<String>> list(String prefix) {
                    return right.list(prefix);
                }

                public Result<Result.Done> delete(String key) {
                    return right.delete(key);
                }
            }
            """;

    @TempDir
    private Path folder;

    private String refused(Product product, PluginCopy jar) {
        return product.attach("plugin:upgrade " + jar.in(folder)).refusal(1);
    }

    @Test
    void aTokenizerWithOneOtherMergeIsNamedWithThePlaceInTheText() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        // The end of the text is held out: the session itself never reads it.
        home.write("text.txt", Files.readString(folder.resolve("text.txt")) + "The furnace gazed back.\n");
        try (Product product = Product.training(home, "merged", BYTE_PAIRS)) {
            product.attach("train:pause").ok();
            assertThat(refused(product, PluginCopy.of(TIKTOKEN).version("0.2.0").implementedBy(WITHOUT_ONE_MERGE)))
                    .contains("the held-out text differs: text.txt@", " 'az' 276 'ed'",
                            "instead of 50255 ' gazed'");
            assertThat(refused(product, PluginCopy.of(TIKTOKEN).version("0.2.0")
                    .editing("com/knuddels/jtokkit/r50k_base.tiktoken", ShadowIT::otherRanks)))
                    .contains("the token 50253 is ' gazed' instead of ' Collider'");
            product.attach("train:resume").ok();
            product.await().ok();
        }
        Run merged = home.run("merged");
        assertThat(merged.report().outcomes()).hasSize(2).containsOnly("refused");
        assertThat(merged.report().loadersAlive()).isZero();
        String[] arguments = {"run", "run.yaml", "--id", "untouched", BYTE_PAIRS[0], BYTE_PAIRS[1], BYTE_PAIRS[2],
            BYTE_PAIRS[3]};
        Product.execute(home, arguments).ok();
        assertThat(merged.report().sha256()).isEqualTo(home.run("untouched").report().sha256());
        assertThat(merged.metrics()).isEqualTo(home.run("untouched").metrics());
    }

    /** Two merges change places: " Collider" and " gazed". */
    private static String otherRanks(String vocabulary) {
        return vocabulary.replace("IENvbGxpZGVy 50253", "IENvbGxpZGVy 50255")
                .replace("IGdhemVk 50255", "IGdhemVk 50253");
    }

    @Test
    void aPatcherThatIsOffByALittleAndAStorageThatLosesAWriteAreRefusedAndTheRunStaysTheSame()
            throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "off")) {
            assertThat(refused(product, PluginCopy.failingAt("off-by 1e-4"))).contains("the loss", " instead of ",
                    "--tolerance");
            // A thousand durable writes take their time; the untouched run would have to repeat the steps of that time.
            product.attach("train:pause").ok();
            assertThat(refused(product, PluginCopy.of(STORAGE).version("0.2.0")
                    .implementedBy(LOSING_ONE_WRITE_IN_A_THOUSAND))).contains("write 999 was lost: shadow-");
            assertThat(home.run("off").folder()).isDirectoryNotContaining("glob:**shadow-*");
            Untouched.assertSame(home.run("off"), product.finish());
        }
        Report report = home.run("off").report();
        assertThat(report.outcomes()).containsExactly("refused", "refused");
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
    }

    @Test
    void aVersionThatIsMeantToDifferIsLetInAndTheLedgerSaysSo() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "meant")) {
            Path nearly = PluginCopy.failingAt("off-by 1e-6").in(folder);
            assertThat(product.attach("plugin:upgrade " + nearly).refusal(1)).contains("instead of");
            product.attach("plugin:upgrade --tolerance 1e-4 " + nearly).ok();
            Path other = PluginCopy.failingAt("off-by 0.01").version("0.1.2").in(folder);
            assertThat(product.attach("plugin:upgrade --tolerance 1e-4 " + other).refusal(1)).contains("instead of");
            product.attach("plugin:upgrade --may-differ " + other).ok();
            assertThat(product.attach("plugin:history").ok().out().lines().filter(line -> line.contains(" apply ")))
                    .satisfiesExactly(line -> assertThat(line).doesNotContain("tolerance", "may_differ"),
                            line -> assertThat(line).contains("tolerance=1.0E-4").doesNotContain("may_differ"),
                            line -> assertThat(line).contains("tolerance=1.0E-4").doesNotContain("may_differ"),
                            line -> assertThat(line).contains("may_differ=true"));
            product.advances();
        }
    }

    @Test
    void anUpgradeOfAPausedSessionAndAPauseInProbationDoNotWaitForEachOther() throws Exception {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "paused")) {
            product.attach("train:pause").ok();
            product.upgrade(PluginCopy.of(TOKENIZER).version("0.2.0").in(folder));
            assertThat(refused(product, PluginCopy.failingAt("off-by 1e-4"))).contains("instead of");
            product.attach("train:resume").ok();
            Path patcher = PluginCopy.of("org.athanor.patcher.lora").version("0.2.0").in(folder);
            CompletableFuture<Answer> upgrade = CompletableFuture.supplyAsync(() ->
                    product.attach("plugin:upgrade --probation 1000000 " + patcher));
            do {
                product.advances();
            } while (!product.attach("plugin:list").ok().out().contains("probation"));
            product.attach("train:pause").ok();
            upgrade.get(2, TimeUnit.MINUTES).ok();
            Untouched.assertSame(home.run("paused"), product.finish());
        }
        assertThat(home.run("paused").report().swaps()).extracting(Swap::outcome, swap -> swap.reason().replaceAll(
                "\\d+", "N")).containsExactly(
                        org.assertj.core.groups.Tuple.tuple("committed", "no step has tried it: the session is paused"),
                        org.assertj.core.groups.Tuple.tuple("refused", home.run("paused").report().swaps().get(1)
                                .reason().replaceAll("\\d+", "N")),
                        org.assertj.core.groups.Tuple.tuple("committed",
                                "the session was paused after N of N steps of probation"));
    }
}
