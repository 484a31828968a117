package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.athanor.itests.harness.Answer;
import org.athanor.itests.harness.AnswerDesk;
import org.athanor.itests.harness.AnswerDesk.Desk;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kind of plugin, plugins of it that use one another, and a kind of work that is no training, all brought into the
 * distribution as it is: they are exchanged like any other.
 */
class AnswerDeskIT {

    private static final String FRANCE = "What is the capital of France?";
    private static final String PERU = "What is the capital of Peru?";
    private static final String FAUST = "Who wrote Faust?";
    private static final List<String> QUESTIONS = List.of(FRANCE, FAUST, "Why is the sky blue?", PERU);
    private static final List<String> ANSWERS = List.of("With pleasure: Paris", "With pleasure: Goethe",
            "nobody here knows", "With pleasure: Lima");

    /** Does what {@code ANSWER} says in place of what is right. */
    private static final String FAULTY = """
            package com.example.answers.lookup;

            import com.example.answers.Answerer;
            import org.athanor.api.plugin.Result;

            public final class Faulty implements Answerer {
                private final LookupAnswerer right;

                public Faulty(LookupConfig config) {
                    right = new LookupAnswerer(config);
                }

                public Result<String> answer(String question) {
                    return ANSWER;
                }
            }
            """;

    @TempDir
    private Path folder;

    private static PluginCopy lookup(String version) {
        return PluginCopy.of(AnswerDesk.jar("lookup")).version(version);
    }

    private static PluginCopy answering(String answer) {
        return lookup("1.1.0").implementedBy(FAULTY.replace("ANSWER", answer));
    }

    /** Asks until the desk is asked no more; answers how often. */
    private static int keepAsking(Product product, String question, String answer, CompletableFuture<?> end) {
        int calls = 0;
        do {
            assertThat(AnswerDesk.ask(product, question)).isEqualTo(answer);
            calls++;
        } while (!end.isDone());
        return calls;
    }

    @Test
    void answerersAreUpgradedWhileTheyAnswerAndNoCallFails() throws InterruptedException {
        AnswerDesk desk = AnswerDesk.in(folder, new Desk(4, 0, 0, 0, List.of(), 50));
        int calls;
        try (Product product = desk.open()) {
            CompletableFuture<Boolean> end = new CompletableFuture<>();
            List<CompletableFuture<Integer>> callers = IntStream.range(0, 6).mapToObj(caller ->
                    CompletableFuture.supplyAsync(() -> keepAsking(product, QUESTIONS.get(caller % 2),
                            ANSWERS.get(caller % 2), end), task -> new Thread(task).start())).toList();
            for (int version = 1; version <= 3; version++) {
                product.upgrade(lookup("1." + version + ".0").in(folder));
                product.upgrade(PluginCopy.of(AnswerDesk.jar("polite")).version("1." + version + ".0").in(folder));
                product.attach("plugin:rollback lookup").ok();
            }
            end.complete(true);
            calls = callers.stream().mapToInt(CompletableFuture::join).sum();
            product.attach("train:stop " + AnswerDesk.RUN).ok();
        }
        Report report = desk.run().report();
        assertThat(report.steps()).isEqualTo(calls);
        assertThat(report.outcomes()).as("the two slots of lookup and the one of polite").hasSize(15)
                .containsOnly("committed");
        assertThat(desk.run().result("across_exchanges")).as("calls that were inside a version that was replaced")
                .isPositive();
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
    }

    @Test
    void whatIsNoGoodIsRefusedWithItsReasonOrTakenBackBeforeACallFails() throws InterruptedException {
        AnswerDesk desk = AnswerDesk.in(folder, new Desk(2, 0, 1, 0, List.of(FRANCE, FAUST), 0));
        try (Product product = desk.open()) {
            assertThat(AnswerDesk.ask(product, FAUST)).isEqualTo("With pleasure: Goethe");
            Path otherwise = answering("right.answer(question).map(words -> words.replace(\"Paris\", \"Lyon\"))")
                    .in(folder);
            assertThat(product.attach("plugin:upgrade " + otherwise).refusal(1)).contains("to '" + FRANCE
                    + "' it answers 'With pleasure: Lyon' instead of 'With pleasure: Paris'", "--may-differ");
            assertThat(product.attach("plugin:upgrade " + PluginCopy.of(AnswerDesk.jar("answerer")).version("1.1.0")
                    .in(folder)).refusal(1)).contains("brings the kind answerer", "answerer:polite in session desk");
            assertThat(product.attach("plugin:uninstall com.example.desk").refusal(1))
                    .contains("session desk is a desk, which com.example.desk 1.0.0 brings");

            Path failing = answering("question.contains(\"Peru\") ? Result.ok(null) : right.answer(question)")
                    .in(folder);
            CompletableFuture<Answer> upgrade = CompletableFuture.supplyAsync(() ->
                    product.attach("plugin:upgrade --probation 1000000 " + failing));
            while (!product.attach("plugin:list").ok().out().contains("probation")) {
                assertThat(AnswerDesk.ask(product, FRANCE)).isEqualTo("With pleasure: Paris");
            }
            assertThat(AnswerDesk.ask(product, PERU)).isEqualTo("With pleasure: Lima");
            assertThat(upgrade.join().refusal(1)).contains("rolled back", "the answerer failed");
            assertThat(product.attach("plugin:info lookup").ok().out()).contains("1.0.0 active");
            product.attach("train:stop " + AnswerDesk.RUN).ok();
        }
        Report report = desk.run().report();
        assertThat(report.outcomes()).containsExactly("refused", "refused", "rolled_back", "rolled_back");
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
    }

    @Test
    void aDeskThatIsKilledAndStoppedGoesOnAfterItsLastAnswer() throws InterruptedException {
        AnswerDesk desk = AnswerDesk.in(folder, new Desk(2, 10, 1_000_000, 0, QUESTIONS, 5));
        Product.execute(desk.home(), "exec", AnswerDesk.install()).ok();
        try (Product product = Product.start(desk.home(), "run", AnswerDesk.RUN_FILE, "--id", AnswerDesk.RUN)) {
            product.prints(line -> line.startsWith("70. "), "the seventieth answer");
            product.kill();
        }
        try (Product product = Product.start(desk.home(), "run", "--resume", AnswerDesk.RUN)) {
            product.prints(line -> line.startsWith("130. "), "more answers");
            product.upgrade(lookup("1.1.0").in(folder));
            product.attach("train:stop").ok();
            product.await();
        }
        assertThat(desk.run().report().status()).isEqualTo("stopped");
        long end = desk.run().report().steps() + 50;
        Product.execute(desk.home(), "run", "--resume", AnswerDesk.RUN, "--set", "desk.close_after=" + end).ok();
        Run untouched = desk.home().run("untouched");
        Product.execute(desk.home(), "run", AnswerDesk.RUN_FILE, "--id", "untouched", "--set", "desk.close_after="
                + end).ok();

        assertThat(answers(desk.run())).hasSize(Math.toIntExact(end)).isEqualTo(answers(untouched))
                .startsWith(ANSWERS.toArray(String[]::new));
        assertThat(desk.run().ledger("ended").get(1).getString("answers_sha256"))
                .isEqualTo(untouched.ledger("ended").get(0).getString("answers_sha256"));
        Report report = desk.run().report();
        assertThat(report.status()).isEqualTo("completed");
        assertThat(report.resumes()).isEqualTo(2);
        assertThat(report.outcomes()).containsExactly("committed", "committed");
    }

    /** The answers in the order in which they were made durable. */
    private static List<String> answers(Run run) {
        return run.ledger("checkpoint").stream().flatMap(line -> line.getJsonArray("answers")
                .getValuesAs(JsonObject.class).stream()).map(each -> each.getString("answer")).toList();
    }
}
