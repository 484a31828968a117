package org.athanor.exchange.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.framework.FrameworkFactory;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.exchange.catalog.PluginCatalog;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** A framework with bundles that declare kinds and plugins; Declarative Services only tells of their components. */
public final class PluginFramework implements AutoCloseable {

    private final Framework framework;
    private final Map<Bundle, ComponentDescriptionDTO> components = new LinkedHashMap<>();

    /** Starts one. */
    public PluginFramework(Path folder) throws BundleException {
        framework = new FrameworkFactory().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, folder.resolve("framework").toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1",
                "felix.cm.loglevel", "0"));
        framework.start();
    }

    /** Returns the context of the framework. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** Installs and starts the Configuration Admin. */
    public ConfigurationAdmin configurations() throws BundleException {
        context().installBundle(PersistenceManager.class.getProtectionDomain().getCodeSource().getLocation()
                .toString()).start();
        return context().getService(context().getServiceReference(ConfigurationAdmin.class));
    }

    /** Brings a kind whose service interface has the same name. */
    public PluginFramework kind(String word) throws BundleException {
        install("kind." + word, "1", "athanor.kind;word=" + word + ";service=" + word).start();
        return this;
    }

    /** Brings a plugin, {@code kind:name}; {@code more}: further attributes of its capability, such as {@code ;a=b}. */
    public Bundle plugin(String id, String version, String more) throws BundleException {
        String[] words = id.split(":", -1);
        Bundle bundle = install("plugin." + words[1], version, "athanor.plugin;kind=" + words[0] + ";name=" + words[1]
                + ";config-key=" + words[1] + more);
        ComponentDescriptionDTO component = new ComponentDescriptionDTO();
        component.serviceInterfaces = new String[] {words[0]};
        component.configurationPid = new String[] {"plugin." + words[1]};
        component.properties = Map.of(AthanorPlugin.PREFIX_ + "name", words[1]);
        component.references = new ReferenceDTO[0];
        components.put(bundle, component);
        bundle.start();
        return bundle;
    }

    /** Returns the catalog of the framework. */
    public PluginCatalog catalog() {
        return new PluginCatalog(context(), (ServiceComponentRuntime) Proxy.newProxyInstance(
                PluginFramework.class.getClassLoader(), new Class<?>[] {ServiceComponentRuntime.class},
                (self, method, given) -> method.getName().equals("getComponentDescriptionDTOs")
                        ? Arrays.stream((Bundle[]) given[0]).filter(components::containsKey).map(components::get)
                                .toList() : List.of()));
    }

    private Bundle install(String name, String version, String capability) throws BundleException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        main.putValue(Constants.BUNDLE_VERSION, version);
        main.putValue(Constants.PROVIDE_CAPABILITY, capability);
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        try {
            new JarOutputStream(jar, manifest).close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return context().installBundle("test:" + name + ":" + version, new ByteArrayInputStream(jar.toByteArray()));
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        if (framework.waitForStop(60_000).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
            throw new IllegalStateException("the framework does not stop");
        }
    }
}
