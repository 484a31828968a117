package org.athanor.plugins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.slf4j.LoggerFactory;

class DeployFolderTest {

    @TempDir
    private Path deploy;
    @TempDir
    private Path home;
    private final Lines lines = new Lines();
    private TestContainer container;
    private ArtifactInstaller folder;

    @BeforeEach
    void setUp() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(DeployFolder.class);
        logger.setLevel(Level.DEBUG);
        logger.addAppender(lines);
        lines.start();
        open();
    }

    @AfterEach
    void tearDown() throws BundleException {
        container.close();
        ((Logger) LoggerFactory.getLogger(DeployFolder.class)).detachAppender(lines);
    }

    private void open() throws BundleException, IOException {
        container = new TestContainer(home).manage();
        folder = container.service(ArtifactInstaller.class);
    }

    @Test
    void installsUpgradesAndUninstalls() throws Exception {
        File first = jar("1.0.0", "log.jar");
        folder.install(first);
        assertThat(lines.next()).contains("log.jar: install logger:log 1.0.0: committed");
        folder.update(jar("1.1.0", "log.jar"));
        assertThat(lines.next()).contains("upgrade logger:log 1.0.0 -> 1.1.0: committed");
        assertThat(container.only("org.example.log").getVersion()).hasToString("1.1.0");
        folder.uninstall(first);
        assertThat(lines.next()).contains("uninstall logger:log 1.1.0: committed");
        assertThat(container.named("org.example.log")).isEmpty();
    }

    @Test
    void followsTheFolderThatFileInstallWatches() throws Exception {
        Path watched = Files.createDirectories(home.resolve("deploy"));
        container.close();
        container = TestContainer.withFileInstall(home).manage();
        Files.move(jar("1.0.0", "log.jar").toPath(), watched.resolve("log-1.jar"));
        assertThat(lines.next()).contains("log-1.jar: install logger:log 1.0.0: committed");
        Files.move(jar("1.1.0", "log.jar").toPath(), watched.resolve("log-2.jar"));
        assertThat(lines.next()).contains("log-2.jar: upgrade logger:log 1.0.0 -> 1.1.0: committed");
        Files.delete(watched.resolve("log-2.jar"));
        assertThat(lines.next()).contains("uninstall logger:log 1.1.0: committed");
        assertThat(container.named("org.example.log")).isEmpty();
    }

    @Test
    void leavesANewerVersionAloneWhenTheFileOfTheOlderGoes() throws Exception {
        File first = jar("1.0.0", "one.jar");
        folder.install(first);
        assertThat(lines.next()).contains("committed");
        folder.install(jar("1.1.0", "two.jar"));
        assertThat(lines.next()).contains("committed");
        folder.uninstall(first);
        folder.install(jar("1.1.0", "three.jar"));
        assertThat(lines.next()).contains("three.jar: was deployed before");
        assertThat(container.only("org.example.log").getVersion()).hasToString("1.1.0");
    }

    @Test
    void doesNotDeployAgainAfterARestartWhatWasRolledBackSince() throws Exception {
        File first = jar("1.0.0", "one.jar");
        File second = jar("1.1.0", "two.jar");
        folder.install(first);
        assertThat(lines.next()).contains("committed");
        folder.install(second);
        assertThat(lines.next()).contains("committed");
        container.run(Operation.ROLLBACK, "log").unwrap();
        container.close();

        open();
        folder.install(first);
        assertThat(lines.next()).contains("one.jar: was deployed before");
        folder.install(second);
        assertThat(lines.next()).contains("two.jar: was deployed before");
        assertThat(container.only("org.example.log").getVersion()).hasToString("1.0.0");
        Files.setLastModifiedTime(second.toPath(), FileTime.from(Instant.now().plusSeconds(60)));
        folder.install(second);
        assertThat(lines.next()).contains("committed");
    }

    @Test
    void doesNotTryAgainAfterARestartWhatWasRefused() throws Exception {
        File bad = TestJar.logger("org.example.log", "1.0.0", "log").imports("org.nowhere").in(deploy, "bad.jar")
                .toFile();
        folder.install(bad);
        assertThat(lines.next()).contains("org.nowhere");
        container.close();

        open();
        folder.install(bad);
        assertThat(lines.next()).contains("bad.jar: was deployed before");
    }

    @Test
    void namesTheFileThatItCannotUse() throws Exception {
        Path noJar = Files.writeString(deploy.resolve("notes.jar"), "hello");
        assertThat(folder.canHandle(noJar.toFile())).isTrue();
        folder.install(noJar.toFile());
        assertThat(lines.next()).startsWith("WARN").contains("notes.jar: ").contains("is not a jar");
        folder.install(TestJar.logger("org.example.log", "1.0.0", "log").imports("org.nowhere")
                .in(deploy, "nowhere.jar").toFile());
        assertThat(lines.next()).startsWith("WARN").contains("nowhere.jar: ").contains("org.nowhere");
        assertThat(container.named("org.example.log")).isEmpty();
    }

    @Test
    void takesWhatThePolicyDoesNotPermitSoThatNobodyElseInstallsIt() throws Exception {
        Files.writeString(home.resolve("policy.json"), "{\"plugins\": \"listed\", \"listed\": [\"00\"]}");
        TestJar library = TestJar.bundle("org.example.library", "1.0.0");
        File jar = library.in(deploy, "library.jar").toFile();
        assertThat(folder.canHandle(jar)).isTrue();
        folder.install(jar);
        assertThat(lines.next()).startsWith("WARN").contains("library.jar: is not among the listed plugins");
        assertThat(folder.canHandle(TestJar.bundle("org.example.part", "1.0.0").header("Fragment-Host",
                "org.apache.felix.scr").in(deploy, "part.jar").toFile())).isTrue();
        assertThat(folder.canHandle(library.in(deploy, "library.war").toFile())).as("whatever its name").isTrue();
        Path unpacked = deploy.resolve("library");
        Files.writeString(Files.createDirectories(unpacked.resolve("META-INF")).resolve("MANIFEST.MF"),
                "Bundle-SymbolicName: x\n");
        assertThat(folder.canHandle(unpacked.toFile())).as("unpacked").isTrue();
        folder.install(unpacked.toFile());
        assertThat(lines.next()).startsWith("WARN").contains("library: is a folder");
        assertThat(folder.canHandle(Files.writeString(deploy.resolve("a.config"), "a=b").toFile())).isFalse();
        Files.writeString(home.resolve("policy.json"), "{\"plugins\": \"listed\", \"listed\": [\""
                + ContentHash.of(library.bytes()) + "\"]}");
        assertThat(folder.canHandle(jar)).isFalse();
    }

    @Test
    void uninstallsWhatWasTakenOutWhileTheContainerWasDown() throws Exception {
        Path watched = Files.createDirectories(home.resolve("deploy"));
        File gone = TestJar.logger("org.example.log", "1.0.0", "log").in(watched, "gone.jar").toFile();
        File kept = TestJar.logger("org.example.say", "1.0.0", "say").in(watched, "kept.jar").toFile();
        folder.install(gone);
        assertThat(lines.next()).contains("committed");
        folder.install(kept);
        assertThat(lines.next()).contains("committed");
        container.close();
        Files.delete(gone.toPath());

        open();
        assertThat(lines.next()).contains("gone.jar: uninstall logger:log 1.0.0: committed");
        folder.install(kept);
        assertThat(lines.next()).contains("kept.jar: was deployed before");
        assertThat(container.named("org.example.log")).isEmpty();
        assertThat(container.named("org.example.say")).hasSize(1);
    }

    @Test
    void leavesOtherBundlesToFileInstall() throws Exception {
        assertThat(folder.canHandle(jar("1.0.0", "log.jar"))).isTrue();
        assertThat(folder.canHandle(TestJar.empty().in(deploy, "plain.jar").toFile())).isTrue();
        assertThat(folder.canHandle(TestJar.bundle("org.example.library", "1.0.0").in(deploy, "l.jar").toFile()))
                .isFalse();
        assertThat(folder.canHandle(Files.writeString(deploy.resolve("a.config"), "").toFile())).isFalse();
    }

    private File jar(String version, String name) {
        return TestJar.logger("org.example.log", version, "log").in(deploy, name).toFile();
    }

    /** What the deploy folder says, one line at a time; how long it takes is up to the machine. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }

        String next() throws InterruptedException {
            return lines.take();
        }
    }
}
