package org.athanor.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.conformance.PluginJar;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * Makes the jars that come in during the demo.
 *
 * @param plugins has the jars that are copied
 * @param folder where the jars go
 * @param faulty the jar of a patcher that fails at its first call
 */
record NewVersions(Plugins plugins, Path folder, Path faulty) {

    private static final String NOWHERE = "nowhere";

    /** Makes the version that comes after {@code current}. */
    Path make(PluginInfo current, Act.Variant variant) {
        try {
            PluginJar jar = switch (variant) {
                case SAME_CODE -> copy(current);
                case UNRESOLVABLE -> copy(current).header(Constants.IMPORT_PACKAGE,
                        before -> before.isEmpty() ? NOWHERE : NOWHERE + "," + before);
                case FAULTY -> PluginJar.of(existing(faulty));
            };
            return jar.version(after(current.descriptor().version()).toString()).in(folder);
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("a new version cannot be made", e).at(folder.toString()));
        }
    }

    /** Returns the version that comes after {@code version}. */
    static Version after(Version version) {
        return new Version(version.getMajor(), version.getMinor(), version.getMicro() + 1);
    }

    private PluginJar copy(PluginInfo current) throws IOException {
        return PluginJar.of(new ByteArrayInputStream(plugins.content(current.bundleId()).unwrap()));
    }

    private static Path existing(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new ProblemException(Problem.of(Problem.Kind.NOT_FOUND, "there is no such file", jar.toString(),
                    "the distribution brings it; unpack or build the distribution again"));
        }
        return jar;
    }
}
