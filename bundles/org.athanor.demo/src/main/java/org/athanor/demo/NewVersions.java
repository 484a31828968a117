package org.athanor.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

/**
 * Makes the jars that come in during the demo.
 *
 * @param context finds the bundles that are copied
 * @param folder where the jars go
 * @param faulty the jar of a patcher that fails at its first call
 */
record NewVersions(BundleContext context, Path folder, Path faulty) {

    private static final String NOWHERE = "nowhere";

    /** Makes the version that comes after {@code current}. */
    Path make(PluginInfo current, Act.Variant variant) {
        Version next = PluginJar.after(current.descriptor().version());
        Path file = folder.resolve(current.descriptor().bundle() + "-" + next + ".jar");
        try {
            switch (variant) {
                case SAME_CODE -> copy(current).version(next).write(file);
                case UNRESOLVABLE -> copy(current).version(next).importing(NOWHERE).write(file);
                case FAULTY -> PluginJar.of(existing(faulty)).version(next).write(file);
            }
            return file;
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("a new version cannot be made", e).at(file.toString()));
        }
    }

    private PluginJar copy(PluginInfo current) throws IOException {
        Bundle bundle = Objects.requireNonNull(context.getBundle(current.bundleId()));
        return PluginJar.of(bundle);
    }

    private static Path existing(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new ProblemException(Problem.of(Problem.Kind.NOT_FOUND, "there is no such file", jar.toString(),
                    "the distribution brings it; unpack or build the distribution again"));
        }
        return jar;
    }
}
