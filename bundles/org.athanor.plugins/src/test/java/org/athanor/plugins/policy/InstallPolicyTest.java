package org.athanor.plugins.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TestKinds;
import org.athanor.plugins.inspect.JarInspector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallPolicyTest {

    @TempDir
    private static Path keyFolder;
    private static SigningKeys keys;
    @TempDir
    private Path home;
    private Path jar;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = SigningKeys.in(keyFolder);
    }

    @BeforeEach
    void makeJar() throws IOException {
        jar = TestJar.logger("org.example.log", "1.0.0", "log").in(home, "log.jar");
        Files.copy(keys.trust(), home.resolve("trust.p12"));
        policy("{\"plugins\": \"signed\", \"truststore\": \"trust.p12\"}");
    }

    @Test
    void takesAJarThatATrustedKeySigned() throws Exception {
        keys.sign(jar, "trusted");
        assertThat(answer()).isEmpty();
    }

    @Test
    void takesAJarThatATrustedKeySignedBesideAnother() throws Exception {
        keys.sign(keys.sign(jar, "stranger"), "trusted");
        assertThat(answer()).isEmpty();
    }

    @Test
    void refusesAnUnsignedJar() throws IOException {
        assertThat(answer()).contains("log.jar: the entry OSGI-INF/component.xml is not signed; sign the jar");
    }

    @Test
    void refusesASignatureByAnotherKey() throws Exception {
        keys.sign(jar, "stranger");
        assertThat(answer()).contains("the entry OSGI-INF/component.xml is signed, but by no key that is trusted");
    }

    @Test
    void namesTheEntryThatWasChanged() throws Exception {
        SigningKeys.tamper(keys.sign(jar, "trusted"), Map.of("OSGI-INF/component.xml", "<other/>"));
        assertThat(answer()).contains("the entry OSGI-INF/component.xml was changed after it was signed");
        assertThat(JarInspector.inspect(Files.readAllBytes(jar), "log.jar", TestKinds.all())
                .failure().orElseThrow().message())
                .as("whatever the policy").contains("the entry OSGI-INF/component.xml was changed after it was signed");
    }

    @Test
    void namesTheEntryThatWasAdded() throws Exception {
        SigningKeys.tamper(keys.sign(jar, "trusted"), Map.of("org/example/Evil.class", "x"));
        assertThat(answer()).contains("the entry org/example/Evil.class is not signed");
        SigningKeys.tamper(jar, Map.of("META-INF/sub/EVIL.SF", "x"));
        assertThat(answer()).contains("is not signed");
    }

    @Test
    void refusesAManifestThatWasChanged() throws Exception {
        SigningKeys.tamper(keys.sign(jar, "trusted"), Map.of("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n\n"));
        assertThat(answer()).contains("the entry META-INF/MANIFEST.MF was changed after it was signed");
    }

    @Test
    void takesListedJarsAndThoseOfFeaturesOnly() throws IOException {
        policy("{\"plugins\": \"listed\"}");
        String sha256 = ContentHash.of(Files.readAllBytes(jar));
        assertThat(answer()).contains("log.jar: is not among the listed plugins; add its SHA-256 " + sha256);
        policy("{\"plugins\": \"listed\", \"listed\": [\"" + sha256.toUpperCase(Locale.ROOT) + "\"]}");
        assertThat(answer()).isEmpty();
        policy("{\"plugins\": \"listed\"}");
        Files.createDirectories(home.resolve("features"));
        Files.writeString(home.resolve("features").resolve("base.json"), "{\"id\": \"g:a:1\"}");
        Files.writeString(home.resolve("features").resolve("more.json"), "{\"bundles\": [{\"id\": \"g:b:1\"}, "
                + "{\"id\": \"g:c:1\", \"hash\": \"" + sha256 + "\"}]}");
        assertThat(answer()).isEmpty();
    }

    @Test
    void takesAnyJarWithoutAPolicy() throws IOException {
        policy("{\"plugins\": \"any\"}");
        assertThat(answer()).isEmpty();
        Files.delete(home.resolve("policy.json"));
        assertThat(answer()).isEmpty();
    }

    @Test
    void takesNothingWhileThePolicyIsWrong() throws IOException {
        policy("{\"plugins\": \"some\"}");
        assertThat(answer()).contains("policy.json: 'plugins' is 'some', not any, signed or listed");
        policy("{\"plugin\": \"any\"}");
        assertThat(answer()).contains("has the unknown key 'plugin'");
        policy("{\"plugins\": \"signed\"}");
        assertThat(answer()).contains("there is no 'truststore'");
        policy("{\"plugins\": ");
        assertThat(answer()).contains("policy.json: cannot be read").contains("no jar is taken");
        policy("{\"plugins\": \"listed\", \"listed\": [1]}");
        assertThat(answer()).contains("policy.json: cannot be read");
        policy("{\"plugins\": \"signed\", \"truststore\": \"none.p12\"}");
        assertThat(answer()).contains("none.p12: the trust store cannot be read");
        policy("{\"plugins\": \"signed\", \"truststore\": \"trust.p12\", \"password\": \"wrong1\"}");
        assertThat(answer()).contains("trust.p12: the trust store cannot be read");
    }

    private void policy(String json) throws IOException {
        Files.writeString(home.resolve("policy.json"), json);
    }

    private String answer() throws IOException {
        byte[] content = Files.readAllBytes(jar);
        return new InstallPolicy(home.resolve("policy.json"), Optional.of(home.resolve("features")))
                .permit(content, ContentHash.of(content), "log.jar").failure()
                .map(problem -> problem.message()).orElse("");
    }
}
