package org.athanor.comparison;

import aQute.bnd.osgi.Builder;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.athanor.comparison.polling.ServiceConsumer;
import org.athanor.comparison.polling.SessionConsumer;
import org.athanor.comparison.router.FirstRouter;
import org.athanor.comparison.service.Service;

/**
 * Builds the bundles of the comparison from the classes of this module.
 *
 * @param classes the folder of the classes
 * @param folder where the jars go
 */
record Jars(Path classes, Path folder) {

    /** The service for Karaf. */
    Path service(int version, Fault fault) throws Exception {
        try (Builder builder = bundle("compared.service", Service.class, version, fault)) {
            builder.setProperty("Bundle-Activator", Service.class.getName());
            return write(builder, "service-" + version);
        }
    }

    /** The router for Athanor. */
    Path router(int version, Fault fault) throws Exception {
        try (Builder builder = bundle("compared.router", FirstRouter.class, version, fault)) {
            return write(builder, "router-" + version);
        }
    }

    /** What polls the service; its figures go to a file when it is stopped. */
    Path serviceConsumer(Path figures) throws Exception {
        return consumer(ServiceConsumer.class, figures);
    }

    /** What polls the session; its figures go to a file when it is stopped. */
    Path sessionConsumer(Path figures) throws Exception {
        return consumer(SessionConsumer.class, figures);
    }

    private Path consumer(Class<?> activator, Path figures) throws Exception {
        // Each container gets the consumer that it can resolve; the thread that polls is the same.
        try (Builder builder = bundle("compared.consumer", activator, 1, Fault.NONE)) {
            String other = activator == ServiceConsumer.class ? "SessionConsumer" : "ServiceConsumer";
            builder.setProperty("-privatepackage", "");
            builder.setProperty("-includeresource", activator.getPackageName().replace('.', '/') + "="
                    + classes.resolve(activator.getPackageName().replace('.', '/')) + ";filter:=!" + other + "*");
            builder.setProperty("Bundle-Activator", activator.getName());
            builder.setProperty("Figures", figures.toString());
            return write(builder, "consumer");
        }
    }

    private Builder bundle(String symbolicName, Class<?> main, int version, Fault fault) throws Exception {
        Builder builder = new Builder();
        builder.addClasspath(classes.toFile());
        builder.addClasspath(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(File::new).filter(File::isFile).toList());
        builder.setProperty("Bundle-SymbolicName", symbolicName);
        builder.setProperty("Bundle-Version", "1." + version);
        builder.setProperty("-privatepackage", main.getPackageName());
        builder.setProperty("Import-Package", (fault == Fault.IMPORT ? "com.example.missing," : "")
                + "!org.jspecify.annotations,*");
        builder.setProperty("Fault", fault.name().toLowerCase(Locale.ROOT));
        return builder;
    }

    private Path write(Builder builder, String name) throws Exception {
        Path jar = folder.resolve(name + ".jar");
        builder.build().write(jar.toFile());
        if (!builder.isOk()) {
            throw new IllegalStateException(builder.getErrors() + " " + builder.getWarnings());
        }
        return jar;
    }
}
