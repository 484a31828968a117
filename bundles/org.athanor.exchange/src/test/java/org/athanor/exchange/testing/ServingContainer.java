package org.athanor.exchange.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.Session.Incoming;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.work.Work;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * A framework with Declarative Services and sessions in it, whose bundles hold one plugin each. The kinds of plugin are
 * interfaces of the test, which all bundles share.
 */
public final class ServingContainer implements AutoCloseable {

    private final Path folder;
    private final SessionContainer container;

    /**
     * Starts one.
     *
     * @param shared the package of the test that all bundles see
     */
    public ServingContainer(Path folder, Package shared, Work work) throws BundleException {
        this.folder = folder;
        this.container = new SessionContainer(folder, work, shared.getName());
    }

    /** Returns the context of the framework. */
    public BundleContext context() {
        return container.context();
    }

    /** Brings a kind. */
    public ServingContainer kind(Class<?> service, boolean sideEffects) throws BundleException {
        install("kind." + word(service), "1", Map.of(Constants.PROVIDE_CAPABILITY, "athanor.kind;word="
                + word(service) + ";service=\"" + service.getName() + "\";side-effects=" + sideEffects), Map.of())
                .start();
        return this;
    }

    private static String word(Class<?> service) {
        return service.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /**
     * Brings a plugin that takes its peers and its properties in its constructor.
     *
     * @param version the version of its bundle
     * @param uses its property of that name
     */
    public Bundle plugin(Class<?> kind, String name, String version, Class<?> implementation, String uses)
            throws BundleException {
        String component = "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"plugin." + name
                + "\" configuration-policy=\"require\" init=\"2\"><implementation class=\"" + implementation.getName()
                + "\"/><service><provide interface=\"" + kind.getName() + "\"/></service>"
                + "<property name=\"athanor.plugin.name\" value=\"" + name + "\"/>"
                + "<property name=\"version\" value=\"" + version + "\"/>"
                + "<property name=\"uses\" value=\"" + uses + "\"/>"
                + "<reference name=\"peers\" interface=\"org.athanor.api.peer.Peers\" parameter=\"0\"/>"
                + "</scr:component>";
        Map<String, byte[]> content = new LinkedHashMap<>();
        content.put("component.xml", component.getBytes(StandardCharsets.UTF_8));
        String path = implementation.getName().replace('.', '/') + ".class";
        try (InputStream in = implementation.getClassLoader().getResourceAsStream(path)) {
            content.put(path, in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Bundle bundle = install("plugin." + name, version, Map.of(Constants.PROVIDE_CAPABILITY,
                "athanor.plugin;kind=\"" + kind.getName() + "\";name=" + name + ";config-key=" + name,
                Constants.IMPORT_PACKAGE, "org.athanor.api.peer,org.athanor.api.plugin," + kind.getPackageName(),
                "Service-Component", "component.xml"), content);
        bundle.start();
        return bundle;
    }

    private Bundle install(String name, String version, Map<String, String> headers, Map<String, byte[]> content)
            throws BundleException {
        String manifest = Stream.concat(Stream.of("Manifest-Version: 1.0", "Bundle-ManifestVersion: 2",
                "Bundle-SymbolicName: " + name, "Bundle-Version: " + version), headers.entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue()))
                .flatMap(line -> Stream.of(line.split("(?<=\\G.{60})")).reduce((a, b) -> a + "\r\n " + b).stream())
                .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            entries.put("META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
            entries.putAll(content);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return context().installBundle("test:" + name + ":" + version, new ByteArrayInputStream(bytes.toByteArray()));
    }

    /** Starts a session with these plugins, as a run file lists them; or says why not. */
    public Result<Session> start(String id, String plugins) {
        try {
            Path file = Files.writeString(folder.resolve(id + ".yaml"), "work: serve\nplugins: [" + plugins + "]\n");
            return container.sessions().start(file, Map.of(), Optional.of(id));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks the plugin in a slot of a session. */
    public static Result<String> ask(Session session, String slot, String question) {
        return session.call(slot, Map.of("question", question));
    }

    /** Prepares an exchange of what is in a slot. */
    public static Result<Exchange> exchange(Session session, String slot, Bundle to, SwapPolicy policy) {
        Session.Binding now = session.bindings().stream().filter(binding -> binding.slot().equals(slot)).findFirst()
                .orElseThrow();
        return session.prepare(List.of(new Change(slot, Optional.of(now.bundle()), Optional.of(new Incoming(now.kind(),
                now.name(), BundleRef.of(to), Optional.empty(), Map.of(), () -> Result.ok(new byte[0]))))), policy);
    }

    @Override
    public void close() throws Exception {
        container.close();
    }

    /** Waits until a session has come to a generation, from one barrier to the next. */
    public static void awaitGeneration(Session session, long number) {
        while (session.status().generation() < number) {
            session.checkpoint();
        }
        // The barrier at which it came may not be over.
        session.checkpoint();
    }
}
