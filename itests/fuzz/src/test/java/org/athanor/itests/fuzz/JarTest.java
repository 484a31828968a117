package org.athanor.itests.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginKind;
import org.athanor.plugins.inspect.JarInspector;

class JarTest {

    private static final Kinds KINDS = Kinds.of(List.of(new PluginKind("tokenizer",
            "org.athanor.api.tokenizer.Tokenizer", Crossing.HANDED_OVER, false)));
    private static final String MANIFEST = """
            Manifest-Version: 1.0
            Bundle-ManifestVersion: 2
            Bundle-SymbolicName: com.example.letters;singleton:=false
            Bundle-Version: 1.2.3.q
            Import-Package: org.athanor.api.tokenizer;version="[1.0,2)"
            Provide-Capability: athanor.plugin;name=letters;kind=tokenizer;config
             Key=tokenizer;provides:List<String>="a,b";stateSchema="l.s";stateVe
             rsion:Long=2,athanor.kind;word=filter;service="com.example.Filter"
            Require-Capability: athanor.kind;filter:="(service=org.athanor.api.t
             okenizer.Tokenizer)"
            Service-Component: OSGI-INF/letters.xml

            """;
    private static final List<String> WORDS = List.of("\r\n", "\n", "\n ", ": ", ";", ":=", "=", ",", "\"", "[", ")",
            ":List<Version>", ":Version", ":Double", "Bundle-SymbolicName: ", "Fragment-Host: a\n", "Name: x\n", "../",
            "\u0000", "é", "Bundle-Version: ", "athanor.plugin;", "athanor.kind;", "athanor.work;name=");

    private static byte[] jar(byte[] manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            entry(jar, "META-INF/MANIFEST.MF", manifest);
            entry(jar, "OSGI-INF/letters.xml", "<component/>".getBytes(StandardCharsets.UTF_8));
            entry(jar, "com/example/Letters.class", new byte[2000]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream jar, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(content);
    }

    @Provide
    Arbitrary<byte[]> manifests() {
        return Inputs.ofTexts(List.of(MANIFEST), WORDS);
    }

    @Provide
    Arbitrary<byte[]> jars() {
        return Inputs.of(List.of(jar(MANIFEST.getBytes(StandardCharsets.UTF_8))), List.of("PK\u0003\u0004",
                "PK\u0001\u0002", "PK\u0005\u0006", "META-INF/", "../", "\u0000\u0000\u0000\u0000"));
    }

    @Property
    void aManifestIsReadOrRefusedInOneLine(@ForAll("manifests") byte[] input) throws Throwable {
        Inputs.read(input, content -> JarInspector.inspect(jar(content), "x.jar", KINDS));
    }

    @Property
    void aJarIsReadOrRefusedInOneLine(@ForAll("jars") byte[] input) throws Throwable {
        Inputs.read(input, content -> JarInspector.inspect(content, "x.jar", KINDS));
    }
}
