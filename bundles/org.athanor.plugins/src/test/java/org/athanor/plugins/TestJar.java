package org.athanor.plugins;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Builds plugin jars for tests. */
public final class TestJar {

    private final Manifest manifest = new Manifest();
    private final List<String> capabilities = new ArrayList<>();
    private final List<Class<?>> classes = new ArrayList<>();
    private String component = "";

    private TestJar() {
        header("Manifest-Version", "1.0").header("Bundle-ManifestVersion", "2");
    }

    /** A bundle with one plugin, whose component never becomes active without a configuration. */
    public static TestJar plugin(String symbolicName, String version, String kindService, String name) {
        return bundle(symbolicName, version).declares(name, kindService, "").component(
                "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"" + symbolicName
                        + "\" configuration-policy=\"require\"><implementation class=\"none.Such\"/>"
                        + "<service><provide interface=\"" + kindService + "\"/></service></scr:component>");
    }

    public static TestJar tokenizer(String symbolicName, String version, String name) {
        return plugin(symbolicName, version, "org.athanor.api.tokenizer.Tokenizer", name);
    }

    public static TestJar logger(String symbolicName, String version, String name) {
        return plugin(symbolicName, version, "org.athanor.api.metrics.MetricsLogger", name);
    }

    public static TestJar bundle(String symbolicName, String version) {
        return new TestJar().header("Bundle-SymbolicName", symbolicName).header("Bundle-Version", version);
    }

    public static TestJar empty() {
        return new TestJar();
    }

    public TestJar header(String name, String value) {
        manifest.getMainAttributes().put(new Attributes.Name(name), value);
        return this;
    }

    public TestJar declares(String name, String kindService, String more) {
        capabilities.add("athanor.plugin;name=" + name + ";kind=\"" + kindService + "\";config-key=" + name + more);
        return this;
    }

    /** Replaces the features of the plugin that was declared last, for example {@code ;conflicts=adapter}. */
    public TestJar features(String attributes) {
        capabilities.add(capabilities.remove(capabilities.size() - 1) + attributes);
        return this;
    }

    /** Lets the plugin that was declared last keep state. */
    public TestJar state(String schema, int version) {
        return features(";state-schema=" + schema + ";state-version:Long=" + version);
    }

    /** Brings a kind of plugin, and its package. */
    public TestJar kind(String word, String service) {
        capabilities.add("athanor.kind;word=" + word + ";service=\"" + service + "\"");
        return header("Export-Package", service.substring(0, service.lastIndexOf('.')) + ";version=1.0.0");
    }

    /** Is of a kind that another bundle brings. */
    public TestJar ofKind(String service) {
        return header("Require-Capability", "athanor.kind;filter:=\"(service=" + service + ")\"")
                .imports(service.substring(0, service.lastIndexOf('.')));
    }

    public TestJar migrates(String schema, int from, int to) {
        capabilities.add("athanor.migrator;schema=" + schema + ";from:Long=" + from + ";to:Long=" + to);
        return this;
    }

    /** Brings a kind of work. */
    public TestJar work(String name) {
        capabilities.add("athanor.work;name=" + name);
        return this;
    }

    public TestJar imports(String packages) {
        return header("Import-Package", packages);
    }

    public TestJar activator(Class<?> type) {
        classes.add(type);
        return header("Bundle-Activator", type.getName());
    }

    public TestJar component(String xml) {
        component = xml;
        return this;
    }

    /** A component that is activated at once. */
    public TestJar immediate(Class<?> type) {
        classes.add(type);
        return component("<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"immediate\" "
                + "immediate=\"true\"><implementation class=\"" + type.getName() + "\"/></scr:component>");
    }

    /** Replaces words in the description of its component. */
    public TestJar describing(String words, String others) {
        return component(component.replace(words, others));
    }

    public byte[] bytes() {
        if (!capabilities.isEmpty()) {
            header("Provide-Capability", String.join(",", capabilities));
        }
        if (!component.isEmpty()) {
            header("Service-Component", "OSGI-INF/component.xml");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            entry(jar, "META-INF/MANIFEST.MF", manifestBytes());
            if (!component.isEmpty()) {
                entry(jar, "OSGI-INF/component.xml", component.getBytes(StandardCharsets.UTF_8));
            }
            for (Class<?> type : classes) {
                String path = type.getName().replace('.', '/') + ".class";
                try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
                    entry(jar, path, in.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public Path in(Path folder, String name) {
        try {
            return Files.write(folder.resolve(name), bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] manifestBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    private static void entry(JarOutputStream jar, String path, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(path);
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
