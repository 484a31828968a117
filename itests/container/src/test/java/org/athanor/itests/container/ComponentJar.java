package org.athanor.itests.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.athanor.api.routing.RouteHandler;

/** Bundles with a plugin that answers the route {@value #ROUTE}, as the build tools would make them. */
final class HandlerJar {

    static final String ROUTE = "echo";

    private static final String MANIFEST = """
            Manifest-Version: 1.0
            Bundle-ManifestVersion: 2
            Bundle-SymbolicName: org.example.NAME
            Bundle-Version: VERSION
            Import-Package: org.athanor.api.plugin,org.athanor.api.routing
            Provide-Capability: athanor.plugin;name=NAME;config-key=NAME;kind="KIND"
            Require-Capability: osgi.extender;filter:="(osgi.extender=osgi.component)"
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
              <OCD id="org.example.NAME" name="Echo"/>
              <Designate factoryPid="org.example.NAME"><Object ocdref="org.example.NAME"/></Designate>
            </metatype:MetaData>
            """;

    private HandlerJar() {
    }

    /** Writes a bundle with the plugin {@code handler:NAME}. */
    static String of(Class<? extends RouteHandler> handler, String name, String version, Path folder) {
        Path file = folder.resolve(name + "-" + version + ".jar");
        String implementation = handler.getName().replace('.', '/') + ".class";
        try (InputStream code = handler.getResourceAsStream("/" + implementation);
                JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file),
                        new Manifest(new ByteArrayInputStream(filled(MANIFEST, name, version))))) {
            add(jar, "OSGI-INF/component.xml", filled(COMPONENT.replace("IMPLEMENTATION", handler.getName()), name,
                    version));
            add(jar, "OSGI-INF/metatype/echo.xml", filled(METATYPE, name, version));
            add(jar, implementation, code.readAllBytes());
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] filled(String text, String name, String version) {
        return text.replace("NAME", name).replace("VERSION", version)
                .replace("KIND", RouteHandler.class.getName()).getBytes(StandardCharsets.UTF_8);
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
