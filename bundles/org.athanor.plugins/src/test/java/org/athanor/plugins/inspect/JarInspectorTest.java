package org.athanor.plugins.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TestKinds;
import org.junit.jupiter.api.Test;

class JarInspectorTest {

    @Test
    void readsAllPluginsOfABundle() {
        byte[] content = TestJar.tokenizer("org.example.two", "1.2.0", "one")
                .declares("two", "org.athanor.api.metrics.MetricsLogger",
                        ";provides:List<String>=\"a,b\";conflicts=c;requires:List<String>=\"d\"").bytes();

        PluginJar jar = JarInspector.inspect(content, "two.jar", TestKinds.all()).unwrap();

        assertThat(jar.ids()).isEqualTo("tokenizer:one,logger:two");
        assertThat(jar.version()).hasToString("1.2.0");
        assertThat(jar.sha256()).isEqualTo(ContentHash.of(content)).hasSize(64);
        PluginDescriptor two = jar.plugins().get(1);
        assertThat(two.provides()).containsExactly("a", "b", "two");
        assertThat(two.conflicts()).containsExactly("c");
        assertThat(two.requires()).containsExactly("d");
    }

    @Test
    void refusesWhatIsNoJar() {
        assertThat(problem("hello world".getBytes(StandardCharsets.UTF_8)))
                .startsWith("x.jar: is not a jar");
        assertThat(problem(new byte[0])).contains("is not a jar");
    }

    @Test
    void refusesAJarThatWasCutOffOrChanged() {
        byte[] whole = TestJar.tokenizer("org.example.two", "1.2.0", "one").bytes();
        assertThat(problem(Arrays.copyOf(whole, whole.length - 30))).contains("damaged jar");
        byte[] changed = whole.clone();
        changed[100] ^= 0x55;
        assertThat(problem(changed)).contains("damaged jar");
    }

    @Test
    void refusesAJarThatIsNoBundle() {
        assertThat(problem(TestJar.empty().bytes())).contains("Bundle-SymbolicName").contains("bnd-maven-plugin");
    }

    @Test
    void refusesABundleThatDeclaresNoPlugin() {
        assertThat(problem(TestJar.bundle("org.example.library", "1.0.0").bytes()))
                .contains("org.example.library declares no plugin").contains("@AthanorPlugin");
    }

    @Test
    void refusesAFragmentAnUnknownKindAndABrokenManifest() {
        assertThat(problem(TestJar.tokenizer("a", "1.0.0", "a").header("Fragment-Host", "b").bytes()))
                .contains("fragment");
        assertThat(problem(TestJar.plugin("a", "1.0.0", "org.example.Oven", "a").bytes()))
                .contains("unknown plugin kind 'org.example.Oven'");
        assertThat(problem(TestJar.tokenizer("a", "one", "a").bytes())).contains("damaged manifest");
    }

    @Test
    void refusesNamesThatAreNone() {
        assertThat(problem(TestJar.tokenizer("a", "1.0.0", "../../evil").bytes()))
                .contains("has the name '../../evil'; use up to 64 letters");
        assertThat(problem(TestJar.bundle("a", "1.0.0").header("Provide-Capability",
                "athanor.kind;word=\"../evil\";service=\"org.example.Oven\"").bytes()))
                .contains("a brings a kind of plugin or of work whose name is none; use up to 64 letters");
    }

    @Test
    void aJarThatUnpacksToFarMoreThanItIsIsNotReadToItsEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            jar.putNextEntry(new JarEntry("zeros"));
            for (int mebibyte = 0; mebibyte < 257; mebibyte++) {
                jar.write(new byte[1 << 20]);
            }
        }
        assertThat(problem(bytes.toByteArray())).contains("unpacks to more than 256 MiB");
    }

    private static String problem(byte[] content) {
        return JarInspector.inspect(content, "x.jar", TestKinds.all()).failure().orElseThrow().message();
    }
}
