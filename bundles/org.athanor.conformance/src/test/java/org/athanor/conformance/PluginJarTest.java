package org.athanor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginJarTest {

    @TempDir
    private Path folder;

    @Test
    void anotherVersionDiffersInItsVersionAlone() throws IOException {
        Path copy = PluginJar.of(original()).version("1.2.4").in(folder.resolve("jars"));
        assertThat(copy).hasFileName("org.example-1.2.4.jar");
        try (JarFile jar = new JarFile(copy.toFile())) {
            Attributes headers = jar.getManifest().getMainAttributes();
            assertThat(headers.getValue("Bundle-Version")).isEqualTo("1.2.4");
            assertThat(headers.getValue("Import-Package")).isEqualTo("java.io");
            assertThat(jar.getInputStream(jar.getEntry("org/example/Some.class"))).hasContent("code");
            assertThat(jar.size()).isEqualTo(2);
        }
    }

    @Test
    void theSameContentHasTheSameBytes() throws IOException {
        PluginJar jar = PluginJar.of(original());
        assertThat(jar.in(folder.resolve("one")))
                .hasSameBinaryContentAs(jar.version("1.2.3").in(folder.resolve("two")));
    }

    @Test
    void aHeaderIsMadeFromWhatItWas() throws IOException {
        Path copy = PluginJar.of(original()).header("Import-Package", before -> before + ",more")
                .header("Other", before -> "[" + before + "]").in(folder);
        try (JarFile jar = new JarFile(copy.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Import-Package")).isEqualTo("java.io,more");
            assertThat(jar.getManifest().getMainAttributes().getValue("Other")).isEqualTo("[]");
        }
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

    /** A signed jar: the signature is not copied. */
    private Path original() throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.putValue("Manifest-Version", "1.0");
        headers.putValue("Bundle-SymbolicName", "org.example;singleton:=true");
        headers.putValue("Bundle-Version", "1.2.3");
        headers.putValue("Import-Package", "java.io");
        Attributes digest = new Attributes();
        digest.putValue("SHA-256-Digest", "of the original");
        manifest.getEntries().put("org/example/Some.class", digest);
        Path file = folder.resolve("original.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            jar.putNextEntry(new ZipEntry("META-INF/KEY.SF"));
            jar.putNextEntry(new ZipEntry("META-INF/KEY.RSA"));
            jar.putNextEntry(new ZipEntry("org/"));
            jar.putNextEntry(new ZipEntry("org/example/Some.class"));
            jar.write("code".getBytes(UTF_8));
        }
        return file;
    }
}
