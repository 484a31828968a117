package org.athanor.plugins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
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
    private Path home;
    private final Lines lines = new Lines();
    private Path deploy;
    private TestContainer container;

    @BeforeEach
    void setUp() throws Exception {
        deploy = Files.createDirectories(home.resolve("deploy"));
        Logger logger = (Logger) LoggerFactory.getLogger(DeployFolder.class);
        logger.setLevel(Level.INFO);
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
        container = new TestContainer(home).manage().up();
    }

    private Path jar(String version, String name) {
        return TestJar.logger("org.example.log", version, "log").in(deploy, name);
    }

    /** A sign that the folder has been looked at to the end: what is put there last is told last. */
    private void looked() throws IOException, InterruptedException {
        Path sign = Files.createTempFile(deploy, "sign", ".txt");
        assertThat(lines.next()).contains(sign.getFileName() + ": is not called .jar");
        Files.delete(sign);
    }

    private String version() {
        return container.only("org.example.log").getVersion().toString();
    }

    @Test
    void installsUpgradesAndUninstalls() throws Exception {
        jar("1.0.0", "log.jar");
        assertThat(lines.next()).contains("log.jar: install logger:log 1.0.0: committed");
        jar("1.1.0", "log.jar");
        assertThat(lines.next()).contains("log.jar: upgrade logger:log 1.0.0 -> 1.1.0: committed");
        Files.delete(deploy.resolve("log.jar"));
        assertThat(lines.next()).contains("log.jar: uninstall logger:log 1.1.0: committed");
        assertThat(container.named("org.example.log")).isEmpty();
    }

    @Test
    void theHighestVersionWinsAndADowngradeIsCalledOne() throws Exception {
        jar("1.1.0", "two.jar");
        assertThat(lines.next()).contains("two.jar: install logger:log 1.1.0: committed");
        jar("1.0.0", "one.jar");
        assertThat(lines.next()).startsWith("WARN").contains("org.example.log 1.0.0 (one.jar) is left out: there is "
                + "org.example.log 1.1.0 (two.jar)");
        Files.delete(deploy.resolve("two.jar"));
        assertThat(lines.next()).startsWith("WARN").contains("org.example.log 1.0.0 (one.jar) is a downgrade");
        assertThat(lines.next()).contains("one.jar: upgrade logger:log 1.1.0 -> 1.0.0: committed");
        assertThat(version()).isEqualTo("1.0.0");
    }

    @Test
    void aJarThatIsCalledOtherwiseOrPutBackWithItsTimeIsWhatItIs() throws Exception {
        Path first = jar("1.0.0", "log.jar");
        FileTime time = Files.getLastModifiedTime(first);
        assertThat(lines.next()).contains("committed");
        long bundle = container.only("org.example.log").getBundleId();
        Path renamed = Files.move(first, deploy.resolve("renamed.jar"));
        looked();
        looked();
        assertThat(container.only("org.example.log").getBundleId()).isEqualTo(bundle);
        Files.delete(renamed);
        assertThat(lines.next()).contains("uninstall logger:log 1.0.0: committed");
        Files.setLastModifiedTime(jar("1.0.0", "log.jar"), time);
        assertThat(lines.next()).contains("log.jar: install logger:log 1.0.0: committed");
    }

    @Test
    void doesNotDeployAgainAfterARestartWhatWasRolledBackOrRefused() throws Exception {
        jar("1.0.0", "log.jar");
        assertThat(lines.next()).contains("committed");
        jar("1.1.0", "log.jar");
        assertThat(lines.next()).contains("committed");
        container.run(Operation.ROLLBACK, "log").unwrap();
        TestJar.logger("org.example.bad", "1.0.0", "bad").imports("org.nowhere").in(deploy, "bad.jar");
        assertThat(lines.next()).startsWith("WARN").contains("bad.jar: ").contains("org.nowhere");
        // What is told is noted after it.
        looked();
        container.close();

        open();
        looked();
        looked();
        assertThat(version()).isEqualTo("1.0.0");
        jar("1.2.0", "log.jar");
        assertThat(lines.next()).contains("upgrade logger:log 1.0.0 -> 1.2.0: committed");
    }

    @Test
    void whatChangedWhileTheContainerWasDownIsJudgedAtItsStart() throws Exception {
        jar("1.0.0", "log.jar");
        assertThat(lines.next()).contains("committed");
        TestJar.logger("org.example.say", "1.0.0", "say").in(deploy, "say.jar");
        assertThat(lines.next()).contains("committed");
        container.close();
        Files.delete(deploy.resolve("say.jar"));
        Files.delete(deploy.resolve("log.jar"));
        jar("1.1.0", "log-1.1.0.jar");

        open();
        assertThat(lines.next()).contains("log-1.1.0.jar: upgrade logger:log 1.0.0 -> 1.1.0: committed");
        assertThat(lines.next()).contains("say.jar: uninstall logger:say 1.0.0: committed");
    }

    @Test
    void namesEachFileThatItDoesNotTakeAndFollowsTheOthers() throws Exception {
        Files.writeString(deploy.resolve("notes.jar"), "hello");
        assertThat(lines.next()).startsWith("WARN").contains("notes.jar: is not a jar");
        byte[] content = TestJar.logger("org.example.log", "1.0.0", "log").bytes();
        Path half = Files.write(deploy.resolve("half.jar"), Arrays.copyOf(content, content.length / 2));
        assertThat(lines.next()).startsWith("WARN").contains("half.jar: is a damaged jar");
        TestJar.bundle("org.example.part", "1.0.0").header("Fragment-Host", "org.apache.felix.scr")
                .in(deploy, "part.jar");
        assertThat(lines.next()).startsWith("WARN").contains("part.jar: is a fragment of another bundle");
        TestJar.bundle("org.example.library", "1.0.0").in(deploy, "library.jar");
        assertThat(lines.next()).startsWith("WARN").contains("org.example.library declares no plugin");
        Files.createDirectories(deploy.resolve("unpacked.jar/META-INF"));
        assertThat(lines.next()).startsWith("WARN").contains("unpacked.jar: is no file");
        Files.write(deploy.resolve("log.jar.part"), content);
        assertThat(lines.next()).startsWith("WARN").contains("log.jar.part: is not called .jar; only jars are taken");
        try (RandomAccessFile sparse = new RandomAccessFile(deploy.resolve("sparse.jar").toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
        assertThat(lines.next()).startsWith("WARN").contains("sparse.jar: is larger than 256 MiB");
        Files.write(half, content);
        assertThat(lines.next()).contains("half.jar: install logger:log 1.0.0: committed");
    }

    @Test
    void thePolicyJudgesTheBytesThatAreInstalled() throws Exception {
        TestJar permitted = TestJar.logger("org.example.log", "1.0.0", "log");
        Files.writeString(home.resolve("policy.json"), "{\"plugins\": \"listed\", \"listed\": [\""
                + ContentHash.of(permitted.bytes()) + "\"]}");
        permitted.in(deploy, "log.jar");
        assertThat(lines.next()).contains("log.jar: install logger:log 1.0.0: committed");
        jar("1.1.0", "log.jar");
        assertThat(lines.next()).startsWith("WARN").contains("log.jar: is not among the listed plugins");
        assertThat(version()).isEqualTo("1.0.0");
        Files.delete(home.resolve("policy.json"));
        assertThat(lines.next()).contains("log.jar: upgrade logger:log 1.0.0 -> 1.1.0: committed");
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
