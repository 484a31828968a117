package org.athanor.exchange.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.Session.Incoming;
import org.athanor.exchange.probe.JournalLogger;
import org.osgi.framework.Constants;

/**
 * A bundle with the logger {@code journal}, whose setting {@code every} has a type of the version's own.
 *
 * @param version its version
 * @param type the type of the setting, as Metatype calls it
 * @param fault what is wrong with it; empty when nothing is
 */
public record JournalBundle(String version, String type, String fault) {

    private static final String NAME = "org.example.journal";

    private static final String COMPONENT = """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="org.example.journal" \
            configuration-policy="require" deactivate="deactivate" init="2">
              <property name="athanor.plugin.name" value="journal"/>
              <property name="fault" value="%s"/>
              <implementation class="org.athanor.exchange.probe.JournalLogger"/>
              <service><provide interface="org.athanor.api.metrics.MetricsLogger"/></service>
            </scr:component>
            """;

    private static final String METATYPE = """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="journal" name="Journal">
                <AD id="every" name="Every" type="%s" default="1"/>
              </OCD>
              <Designate factoryPid="org.example.journal"><Object ocdref="journal"/></Designate>
            </metatype:MetaData>
            """;

    /** Returns the bundle by the names that mean the same everywhere. */
    public BundleRef ref() {
        return new BundleRef(NAME, version, "");
    }

    /** Returns the change that puts it into the place of another version, with the settings of that and some others. */
    public static Change change(BundleRef from, BundleRef to, Map<String, String> settings) {
        return change("journal", from, to, settings);
    }

    /** Returns that change in some slot. */
    public static Change change(String slot, BundleRef from, BundleRef to, Map<String, String> settings) {
        return new Change(slot, Optional.of(from), Optional.of(new Incoming("logger", "journal", to,
                Optional.empty(), settings, () -> Result.ok(new byte[0]))));
    }

    /** Returns the jar. */
    public byte[] jar() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, NAME);
        main.putValue(Constants.BUNDLE_VERSION, version);
        main.putValue(Constants.IMPORT_PACKAGE, "org.athanor.api.metrics,org.athanor.api.plugin,"
                + "org.athanor.api.state,org.osgi.framework");
        main.putValue(Constants.PROVIDE_CAPABILITY, "athanor.plugin;kind=org.athanor.api.metrics.MetricsLogger;"
                + "name=journal;config-key=journal;state-schema=journal;state-version:Long=1");
        main.putValue("Service-Component", "OSGI-INF/journal.xml");
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("OSGI-INF/journal.xml", COMPONENT.formatted(fault).getBytes(StandardCharsets.UTF_8));
        files.put("OSGI-INF/metatype/journal.xml", METATYPE.formatted(type).getBytes(StandardCharsets.UTF_8));
        String logger = JournalLogger.class.getName().replace('.', '/') + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream code = JournalLogger.class.getClassLoader().getResourceAsStream(logger)) {
            files.put(logger, code.readAllBytes());
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                jar.putNextEntry(new ZipEntry(file.getKey()));
                jar.write(file.getValue());
                jar.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
