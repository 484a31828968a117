package org.athanor.itests.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Bundles with one plugin of a class of the tests, as the build tools would make them. */
final class ComponentJar {

    /** The route that handlers in these bundles answer. */
    static final String ROUTE = "echo";

    private static final String MANIFEST = """
            Manifest-Version: 1.0
            Bundle-ManifestVersion: 2
            Bundle-SymbolicName: org.example.NAME
            Bundle-Version: VERSION
            Import-Package: org.athanor.api.plugin,PACKAGE
            Provide-Capability: athanor.plugin;name=NAME;config-key=NAME;kind="KIND"
            Require-Capability: athanor.kind;filter:="(service=KIND)",
             osgi.extender;filter:="(osgi.extender=osgi.component)"
            Service-Component: OSGI-INF/component.xml

            """;
    private static final String COMPONENT = """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="org.example.NAME"
                configuration-policy="require">
              <property name="athanor.plugin.name" type="String" value="NAME"/>
              <property name="athanor.route" type="String" value="echo"/>
              <service><provide interface="KIND"/></service>
              <implementation class="IMPLEMENTATION"/>
            </scr:component>
            """;
    private static final String METATYPE = """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.3.0">
              <OCD id="org.example.NAME" name="NAME"/>
              <Designate factoryPid="org.example.NAME"><Object ocdref="org.example.NAME"/></Designate>
            </metatype:MetaData>
            """;

    private ComponentJar() {
    }

    /** Writes a bundle with a plugin of a kind. */
    static <K> String of(Class<K> kind, Class<? extends K> plugin, String name, String version, Path folder) {
        Path file = folder.resolve(name + "-" + version + ".jar");
        String implementation = plugin.getName().replace('.', '/') + ".class";
        UnaryOperator<String> filled = text -> text.replace("NAME", name).replace("VERSION", version)
                .replace("KIND", kind.getName()).replace("PACKAGE", kind.getPackageName())
                .replace("IMPLEMENTATION", plugin.getName());
        try (InputStream code = plugin.getResourceAsStream("/" + implementation);
                JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file),
                        new Manifest(new ByteArrayInputStream(bytes(filled.apply(MANIFEST)))))) {
            add(jar, "OSGI-INF/component.xml", bytes(filled.apply(COMPONENT)));
            add(jar, "OSGI-INF/metatype/plugin.xml", bytes(filled.apply(METATYPE)));
            add(jar, implementation, code.readAllBytes());
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
