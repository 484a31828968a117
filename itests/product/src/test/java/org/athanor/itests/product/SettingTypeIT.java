package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.PluginCopy;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A logger whose setting changes its type is exchanged while it works, and nobody deactivates it before. */
class SettingTypeIT {

    private static final String LOGGER = "org.athanor.log.jsonl";

    /** Writes down when it is activated and deactivated; the property {@code fault} says what is wrong with it. */
    private static final String NOTING = """
            package org.athanor.log.jsonl;

            import java.io.IOException;
            import java.io.UncheckedIOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.nio.file.StandardOpenOption;
            import java.util.List;
            import java.util.Map;
            import org.athanor.api.metrics.Metric;
            import org.athanor.api.metrics.MetricsLogger;
            import org.athanor.api.plugin.Health;
            import org.athanor.api.plugin.Result;
            import org.athanor.api.state.StateSnapshot;
            import org.athanor.api.state.Stateful;

            public final class Faulty implements MetricsLogger, Stateful, Health.Reporting {
                private final JsonLinesLogger right;
                private final String version;
                private final String fault;
                private final Path lifecycle;
                private int heard;

                public Faulty(JsonLinesConfig config, Map<String, Object> settings) {
                    Path folder = Path.of((String) settings.get("athanor.session.directory"));
                    right = new JsonLinesLogger(folder.resolve("metrics.jsonl"), config.timing(),
                            java.util.Optional.empty());
                    version = (String) settings.get("its.version");
                    fault = (String) settings.get("fault");
                    lifecycle = folder.resolve("lifecycle.txt");
                    note("activated with " + settings.get("every").getClass().getSimpleName());
                }

                private void note(String what) {
                    try {
                        Files.writeString(lifecycle, version + " " + what + "\\n", StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                void close() throws IOException {
                    note("deactivated");
                    right.close();
                }

                public Health health() {
                    return fault.equals("health") ? Health.bad("this example has a cold") : Health.good();
                }

                public void metrics(long step, long maxSteps, List<Metric> metrics) {
                    heard++;
                    right.metrics(step, maxSteps, metrics);
                    if (fault.equals("third step") && heard == 3) {
                        throw new IllegalStateException("this example has lost its pen");
                    }
                }

                public void flush() {
                    right.flush();
                }

                public StateSnapshot snapshot() {
                    return right.snapshot();
                }

                public Result<Result.Done> restore(StateSnapshot snapshot) {
                    return right.restore(snapshot);
                }
            }
            """;

    @TempDir
    private Path folder;

    private Path logger(String version, String type, String fault) {
        return PluginCopy.of(LOGGER).version(version)
                .describing("</OCD>", "<AD id=\"every\" type=\"" + type + "\" name=\"Every\" default=\"1\"/></OCD>")
                .describing("<service>", "<property name=\"fault\" value=\"" + fault
                        + "\"/><property name=\"its.version\" value=\"" + version + "\"/><service>")
                .implementedBy(NOTING).in(folder);
    }

    @Test
    void theVersionInUseIsActiveUntilOneOfAnotherTypeHasProvedItself() throws InterruptedException, IOException {
        Home home = Home.in(folder);
        home.write("run.yaml", home.runFile() + "jsonl: {every: 3}\n");
        long steps;
        try (Product product = Product.idle(home)) {
            product.upgrade(logger("0.2.0", "Integer", ""));
            product.begin("typed");
            assertThat(product.attach("plugin:upgrade " + logger("0.3.0", "Long", "health")).refusal(1))
                    .contains("this example has a cold");
            product.advances();
            assertThat(product.attach("plugin:upgrade --probation 1000000 " + logger("0.3.1", "Long", "third step"))
                    .refusal(1)).contains("rolled back", "this example has lost its pen");
            product.advances();
            product.upgrade(logger("0.3.2", "Long", ""));
            product.advances();
            steps = product.finish("typed");
        }
        assertThat(Files.readAllLines(home.run("typed").folder().resolve("lifecycle.txt"))).containsExactly(
                "0.2.0 activated with Integer", "0.3.0 activated with Long", "0.3.0 deactivated",
                "0.3.1 activated with Long", "0.3.1 deactivated", "0.3.2 activated with Long", "0.2.0 deactivated");
        Report report = home.run("typed").report();
        assertThat(report.outcomes()).containsExactly("refused", "rolled_back", "committed");
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
        assertThat(report.sha256()).isEqualTo(Untouched.run(steps).sha256());
        assertThat(home.run("typed").metrics()).isEqualTo(Untouched.run(steps).metrics());
    }
}
