package org.athanor.plugins.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/** Two containers with the same home and the same distribution, one after the other. */
class RestoreTest {

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private Path first;
    private Path second;

    @BeforeEach
    void setUp() {
        first = TestJar.tokenizer("org.example.tok", "1.0.0", "tok").in(jars, "tok-1.jar");
        second = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "tok-2.jar");
    }

    @Test
    void bringsBackUpgradesAndInstallations() throws Exception {
        Path log = TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar");
        try (TestContainer before = start(first)) {
            before.run(Operation.UPGRADE, second).unwrap();
            before.run(Operation.INSTALL, log).unwrap();
            before.run(Operation.STOP, "log").unwrap();
        }
        Files.delete(second);
        try (TestContainer after = start(first)) {
            assertThat(after.only("org.example.tok").getVersion()).hasToString("1.1.0");
            assertThat(after.only("org.example.tok").getState()).isEqualTo(Bundle.ACTIVE);
            assertThat(after.plugins().info("log").unwrap().state()).isNotEqualTo("active");
            assertThat(after.plugins().info("tok").unwrap().source()).isEqualTo(second.toString());
            assertThat(after.run(Operation.ROLLBACK, "tok").isOk()).isTrue();
            assertThat(after.only("org.example.tok").getVersion()).hasToString("1.0.0");
        }
        try (TestContainer again = start(first)) {
            assertThat(again.only("org.example.tok").getVersion()).hasToString("1.0.0");
            assertThat(again.plugins().verifyHistory().isOk()).isTrue();
            assertThat(again.plugins().history(100)).anySatisfy(line ->
                    assertThat(line).containsEntry("type", "restored").containsEntry("version", "1.1.0"));
        }
    }

    @Test
    void followsTheDistributionAgainAfterARollbackToIt() throws Exception {
        try (TestContainer before = start(first)) {
            before.run(Operation.UPGRADE, second).unwrap();
            before.run(Operation.ROLLBACK, "tok").unwrap();
        }
        Path third = TestJar.tokenizer("org.example.tok", "2.0.0", "tok").in(jars, "tok-3.jar");
        try (TestContainer after = start(third)) {
            assertThat(after.only("org.example.tok").getVersion()).hasToString("2.0.0");
        }
        assertThat(home.resolve("plugins")).isDirectoryNotContaining("glob:**.jar");
    }

    @Test
    void keepsStoppedAndRemovedPluginsOfTheDistributionOut() throws Exception {
        Path log = TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar");
        try (TestContainer before = start(first, log)) {
            before.run(Operation.STOP, "log").unwrap();
            before.run(Operation.UNINSTALL, "tok").unwrap();
        }
        try (TestContainer after = start(first, log)) {
            assertThat(after.named("org.example.tok")).isEmpty();
            assertThat(after.only("org.example.log").getState()).isEqualTo(Bundle.RESOLVED);
            after.run(Operation.START, "log").unwrap();
        }
        try (TestContainer again = start(first, log)) {
            assertThat(again.only("org.example.log").getState()).isEqualTo(Bundle.ACTIVE);
        }
    }

    @Test
    void staysWithTheDistributionWhenAKeptJarIsDamaged() throws Exception {
        String sha256;
        try (TestContainer before = start(first)) {
            sha256 = before.run(Operation.UPGRADE, second).unwrap().plan().sha256();
        }
        Files.write(home.resolve("plugins").resolve(sha256 + ".jar"), new byte[] {1});
        try (TestContainer after = start(first)) {
            assertThat(after.only("org.example.tok").getVersion()).hasToString("1.0.0");
            assertThat(after.plugins().history(1).get(0)).containsEntry("type", "restore_failed")
                    .satisfies(line -> assertThat(String.valueOf(line.get("reason"))).contains("missing or damaged")
                            .contains(second.toString()));
        }
    }

    @Test
    void takesTheSameVersionFromANewDistribution() throws Exception {
        try (TestContainer before = start(first)) {
            before.run(Operation.UPGRADE, second).unwrap();
        }
        try (TestContainer after = start(second)) {
            assertThat(after.only("org.example.tok").getLocation()).isEqualTo(second.toUri().toString());
            assertThat(after.only("org.example.tok").getState()).isEqualTo(Bundle.ACTIVE);
        }
    }

    @Test
    void tellsOfAChangeThatWasCutOffAndDropsTheJarThatItLeft() throws Exception {
        try (TestContainer before = start(first)) {
            before.run(Operation.UPGRADE, second).unwrap();
        }
        Path ledger = home.resolve("ledger.jsonl");
        String all = Files.readString(ledger);
        // As if the process had died before the new set was written: the jar is kept, the line of the outcome is torn.
        Files.writeString(ledger, all.substring(0, all.indexOf("\"write_set\"")));
        Files.delete(home.resolve("plugins/set.json"));
        Files.write(home.resolve("plugins/set.json.new"), new byte[] {1});
        try (TestContainer after = start(first)) {
            assertThat(after.only("org.example.tok").getVersion()).hasToString("1.0.0");
            assertThat(after.stored()).isEmpty();
            assertThat(after.plugins().history(1).get(0)).containsEntry("type", "interrupted")
                    .containsEntry("operation", "upgrade").containsEntry("set", "old")
                    .containsEntry("has", List.of("org.example.tok 1.0.0 active"));
            assertThat(after.plugins().history(100)).anyMatch(line -> "repaired".equals(line.get("type")));
            assertThat(after.plugins().verifyHistory().isOk()).isTrue();
        }
        try (TestContainer again = start(first)) {
            assertThat(again.plugins().history(100)).as("told once")
                    .filteredOn(line -> "interrupted".equals(line.get("type"))).hasSize(1);
        }
    }

    @Test
    void tellsThatAChangeWhichWasCutOffAtItsEndIsThere() throws Exception {
        try (TestContainer before = start(first)) {
            before.run(Operation.UPGRADE, second).unwrap();
        }
        Path ledger = home.resolve("ledger.jsonl");
        List<String> lines = Files.readAllLines(ledger);
        Files.write(ledger, lines.subList(0, lines.size() - 1));
        try (TestContainer after = start(first)) {
            assertThat(after.plugins().history(1).get(0)).containsEntry("type", "interrupted")
                    .containsEntry("set", "new").containsEntry("has", List.of("org.example.tok 1.1.0 active"));
        }
    }

    @Test
    void bringsBackTogetherWhatUsesPackagesOfEachOther() throws Exception {
        Path tok = exporting("1.0.0");
        Path log = importing("1.0.0", "[1.0.0,2.0.0)");
        try (TestContainer before = start(tok, log)) {
            List<String> news = List.of(importing("2.0.0", "[2.0.0,3.0.0)").toString(), exporting("2.0.0").toString());
            TestContainer.assertCommitted(before.plugins().change(Operation.UPGRADE, news,
                    ApplyOptions.standard("test"), plan -> { }));
        }
        try (TestContainer after = start(tok, log)) {
            assertThat(after.plugins().history(100)).noneMatch(line -> "restore_failed".equals(line.get("type")));
            for (String name : List.of("org.example.tok", "org.example.log")) {
                assertThat(after.only(name).getVersion()).hasToString("2.0.0");
                assertThat(after.only(name).getState()).isEqualTo(Bundle.ACTIVE);
            }
            assertThat(after.plugins().loadersAlive()).isZero();
        }
    }

    @Test
    void wiresWhatComesBackToWhatComesBackWhicheverNameIsFirst() throws Exception {
        Path tok = exporting("1.0.0");
        Path use = TestJar.logger("org.example.use", "1.0.0", "use").imports("org.example.words").in(jars, "u-1.jar");
        Path next = TestJar.logger("org.example.use", "1.1.0", "use").imports("org.example.words").in(jars, "u-2.jar");
        try (TestContainer before = start(tok, use)) {
            TestContainer.assertCommitted(before.plugins().change(Operation.UPGRADE, List.of(next.toString(),
                    exporting("1.0.1").toString()), ApplyOptions.standard("test"), plan -> { }));
        }
        try (TestContainer after = start(tok, use)) {
            assertThat(after.plugins().history(100)).noneMatch(line -> "restore_failed".equals(line.get("type")));
            assertThat(after.only("org.example.use").adapt(BundleWiring.class).getRequiredWires(null))
                    .extracting(wire -> wire.getProvider().getBundle().getVersion().toString()).contains("1.0.1");
            assertThat(after.plugins().loadersAlive()).isZero();
        }
    }

    @Test
    void letsTheDistributionsVersionServeTheOthersWhenOneCannotBeResolved() throws Exception {
        Path tok = exporting("1.0.0");
        Path log = importing("1.0.0", "[1.0.0,2.0.0)");
        Path library = TestJar.bundle("org.example.library", "1.0.0").header("Export-Package", "org.example.lib")
                .in(jars, "library.jar");
        Path needy = TestJar.tokenizer("org.example.tok", "1.1.0", "tok").imports("org.example.lib")
                .header("Export-Package", "org.example.words;version=1.1.0").in(jars, "needy.jar");
        try (TestContainer before = start(library, tok, log)) {
            TestContainer.assertCommitted(before.plugins().change(Operation.UPGRADE, List.of(needy.toString(),
                    importing("1.1.0", "[1.0.0,2.0.0)").toString()), ApplyOptions.standard("test"), plan -> { }));
        }
        try (TestContainer after = start(tok, log)) {
            assertThat(after.only("org.example.tok").getVersion()).hasToString("1.0.0");
            assertThat(after.only("org.example.log").getVersion()).hasToString("1.1.0");
            assertThat(after.only("org.example.log").getState()).isEqualTo(Bundle.ACTIVE);
            assertThat(after.plugins().history(100)).filteredOn(line -> "restore_failed".equals(line.get("type")))
                    .singleElement().satisfies(line -> assertThat(line).containsEntry("bundle", "org.example.tok"));
        }
    }

    @Test
    void leavesTheOthersToTheDistributionsVersionWhenOneCannotComeBack() throws Exception {
        Path tok = exporting("1.0.0");
        Path log = importing("1.0.0", "[1.0.0,2.0.0)");
        String sha256;
        try (TestContainer before = start(tok, log)) {
            TestContainer.assertCommitted(before.run(Operation.UPGRADE, importing("1.1.0", "[1.0.0,2.0.0)")));
            sha256 = before.run(Operation.UPGRADE, exporting("1.1.0")).unwrap().plan().sha256();
        }
        Files.delete(home.resolve("plugins").resolve(sha256 + ".jar"));
        try (TestContainer after = start(tok, log)) {
            assertThat(after.only("org.example.tok").getVersion()).hasToString("1.0.0");
            assertThat(after.only("org.example.log").getVersion()).hasToString("1.1.0");
            assertThat(after.only("org.example.log").getState()).isEqualTo(Bundle.ACTIVE);
        }
    }

    @Test
    void keepsWhatWasUninstalledOutWhateverBroughtIt() throws Exception {
        try (TestContainer before = start(first)) {
            before.run(Operation.UPGRADE, second).unwrap();
            before.run(Operation.ROLLBACK, "tok").unwrap();
            TestContainer.assertCommitted(before.run(Operation.UNINSTALL, "tok"));
        }
        try (TestContainer after = start(first)) {
            assertThat(after.named("org.example.tok")).isEmpty();
            after.run(Operation.INSTALL, second).unwrap();
            TestContainer.assertCommitted(after.run(Operation.UNINSTALL, "tok"));
        }
        try (TestContainer again = start(first)) {
            assertThat(again.named("org.example.tok")).isEmpty();
        }
    }

    private Path exporting(String version) {
        return TestJar.tokenizer("org.example.tok", version, "tok").header("Export-Package",
                "org.example.words;version=" + version).in(jars, "tok-" + version + ".jar");
    }

    private Path importing(String version, String words) {
        return TestJar.logger("org.example.log", version, "log")
                .imports("org.example.words;version=\"" + words + "\"").in(jars, "log-" + version + ".jar");
    }

    private TestContainer start(Path... distribution) throws BundleException, IOException {
        TestContainer container = new TestContainer(home);
        for (Path jar : distribution) {
            container.distribution(jar);
        }
        return container.manage();
    }
}
