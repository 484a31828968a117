package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is the same in every language, and where there is none. */
class LocaleIT {

    @TempDir
    private Path folder;
    private Home home;

    @BeforeEach
    void writeText() throws IOException, InterruptedException {
        home = Home.in(folder);
        Path corpus = Files.createDirectories(folder.resolve("données"));
        for (String name : List.of("z", "Z", "é", "\u4e2d", "\uffee", "\ud83d\udd25")) {
            Files.writeString(corpus.resolve(name + ".txt"), ("Text of the file " + name + ".\n").repeat(40));
        }
        // A name in Latin-1, as another system may have left it.
        Process latin = new ProcessBuilder("sh", "-c", "printf 'More text.\\n%.0s' $(seq 50) > \"$1/$(printf "
                + "'d\\351j\\340')\"", "sh", corpus.toString()).start();
        assertThat(latin.waitFor()).isZero();
        assertThat(corpus.toFile().list()).hasSize(7);
        home.write("über.yaml", home.runFile().replace("text.txt", "données"));
    }

    private Report run(String... environment) throws InterruptedException {
        List<String> through = new ArrayList<>(List.of("env"));
        through.addAll(List.of(environment));
        try (Product product = Product.start(home, through, "run", "über.yaml", "--set", "trainer.max_steps=12",
                "--json")) {
            return Report.parse(product.await().ok().out());
        }
    }

    @Test
    void theLocaleOfTheSystemChangesNoBit() throws InterruptedException {
        String expected = run("LC_ALL=C.UTF-8").sha256();
        for (String locale : List.of("C", "POSIX", "de_DE.ISO-8859-1", "xx_XX.UTF-8")) {
            assertThat(run("LC_ALL=" + locale).sha256()).as(locale).isEqualTo(expected);
        }
        assertThat(home.root().resolve("runs").toFile().list()).containsExactlyInAnyOrder("uber-1", "uber-2", "uber-3",
                "uber-4", "uber-5");
    }

    /** Some have digits of their own, one a calendar, and two letters that change their case in another way. */
    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "mr-IN", "bn-BD", "ne-NP", "my-MM", "ckb-IQ", "tr-TR", "th-TH", "az-AZ"})
    void noLanguageKeepsAContainerFromRunning(String tag) throws InterruptedException {
        String[] parts = tag.split("-", -1);
        Report report = run("ATHANOR_JAVA_OPTS=-Duser.language=" + parts[0] + " -Duser.country=" + parts[1]);
        assertThat(report.status()).isEqualTo("completed");
        assertThat(report.steps()).isEqualTo(12);
    }
}
