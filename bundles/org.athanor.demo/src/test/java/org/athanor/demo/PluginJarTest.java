package org.athanor.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class PluginJarTest {

    @TempDir
    private Path folder;

    @Test
    void anotherVersionDiffersInItsVersionAlone() throws IOException {
        Path copy = folder.resolve("jars").resolve("copy.jar");
        PluginJar.of(original("java.io,org.example")).version(new Version("1.2.4")).write(copy);
        try (JarFile jar = new JarFile(copy.toFile())) {
            Attributes headers = jar.getManifest().getMainAttributes();
            assertThat(headers.getValue("Bundle-Version")).isEqualTo("1.2.4");
            assertThat(headers.getValue("Import-Package")).isEqualTo("java.io,org.example");
            assertThat(jar.getInputStream(jar.getEntry("org/example/Some.class"))).hasContent("code");
            assertThat(jar.size()).isEqualTo(2);
        }
    }

    @Test
    void theSameVariantHasTheSameBytes() throws IOException {
        PluginJar jar = PluginJar.of(original("java.io")).version(new Version("2.0.0"));
        jar.write(folder.resolve("one.jar"));
        jar.write(folder.resolve("two.jar"));
        assertThat(folder.resolve("one.jar")).hasSameBinaryContentAs(folder.resolve("two.jar"));
    }

    @Test
    void addsAnImportToTheOthers() throws IOException {
        assertThat(PluginJar.of(original("java.io")).importing("org.nowhere").manifest().getMainAttributes()
                .getValue("Import-Package")).isEqualTo("org.nowhere,java.io");
        assertThat(new PluginJar(new Manifest(), new TreeMap<>()).importing("org.nowhere").manifest()
                .getMainAttributes().getValue("Import-Package")).isEqualTo("org.nowhere");
    }

    @Test
    void leavesTheOriginalAsItIs() throws IOException {
        PluginJar original = PluginJar.of(original("java.io"));
        original.version(new Version("9.0.0"));
        assertThat(original.manifest().getMainAttributes().getValue("Bundle-Version")).isEqualTo("1.2.3.beta");
    }

    @Test
    void refusesAJarWithoutAManifest() throws IOException {
        Path file = folder.resolve("none.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new ZipEntry("a"));
        }
        assertThatThrownBy(() -> PluginJar.of(file)).isInstanceOf(IOException.class)
                .hasMessage("the jar has no manifest");
    }

    @Test
    void theVersionAfterHasTheNextLastNumber() {
        assertThat(PluginJar.after(new Version("1.2.3.beta"))).isEqualTo(new Version("1.2.4"))
                .isGreaterThan(new Version("1.2.3.beta"));
    }

    private Path original(String imports) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.2.3.beta");
        manifest.getMainAttributes().putValue("Import-Package", imports);
        Path file = folder.resolve("original.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            jar.putNextEntry(new ZipEntry("org/"));
            jar.putNextEntry(new ZipEntry("org/example/Some.class"));
            jar.write("code".getBytes(UTF_8));
        }
        return file;
    }
}
