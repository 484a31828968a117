package org.athanor.itests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.athanor.conformance.Check;
import org.athanor.conformance.Conformance;
import org.athanor.conformance.Report;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every plugin of the distribution does what every plugin must. System property {@code athanor.swaps}: how often each
 * is exchanged.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConformanceIT {

    private static final List<String> CHECKS = List.of("description", "configuration", "messages", "state", "swaps",
            "threads", "loader", "output");

    private static final Conformance KIT = Conformance.in(Jars.DISTRIBUTION)
            .withSwaps(Integer.getInteger("athanor.swaps"));

    static List<Path> plugins() {
        return Jars.plugins();
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void everyPluginOfTheDistributionConforms(Path jar) throws InterruptedException {
        Report report = KIT.verify(jar);

        assertThat(report.failed()).as(report.lines()).isEmpty();
        List<String> expected = new ArrayList<>(CHECKS);
        if (report.plugin().startsWith("org.athanor.tokenizer.")) {
            expected.add(expected.indexOf("state"), "text");
        }
        assertThat(report.checks()).extracting(Check::name).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void anExampleInAJarIsTheOneOfItsReadme(Path jar) throws IOException {
        Path readme = Path.of("../../bundles", jar.getName(jar.getNameCount() - 3).toString(), "README.md");
        assertThat(Files.readString(readme)).contains(Jars.example(jar));
    }
}
