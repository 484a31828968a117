package org.athanor.itests.container;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.athanor.launcher.FrameworkProperties;
import org.athanor.launcher.Product;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.options.CompositeOption;
import org.osgi.framework.Constants;

/** Boots in Pax Exam what the launcher boots: the same features, start levels and framework properties. */
final class ProductOptions {

    private static final long PATIENCE_MILLIS = 120_000;
    private static final int START_LEVEL = 100;

    private ProductOptions() {
    }

    /** Returns the options for the assembled distribution with a home of its own. */
    static CompositeOption product() throws IOException {
        Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target/homes")), "home")
                .toAbsolutePath();
        Product product = Product.read(Path.of(System.getProperty("athanor.distribution")).toAbsolutePath().normalize(),
                List.of("athanor-base", "athanor-core", "athanor"));
        List<Option> bundles = product.bundles().stream()
                .map(part -> (Option) bundle(part.location()).startLevel(part.startLevel())).toList();
        List<Option> properties = FrameworkProperties.of(home).entrySet().stream()
                // Where the framework keeps its bundles is the test container's affair, and it exports packages itself.
                .filter(property -> !property.getKey().startsWith(Constants.FRAMEWORK_STORAGE)
                        && !property.getKey().equals(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA))
                .map(ProductOptions::property).toList();
        return composite(OptionUtils.combine(OptionUtils.combine(bundles.toArray(Option[]::new),
                properties.toArray(Option[]::new)),
                systemPackages(FrameworkProperties.systemPackages().split(",")), junitBundles(),
                frameworkStartLevel(START_LEVEL), systemTimeout(PATIENCE_MILLIS)));
    }

    private static Option property(Map.Entry<String, String> property) {
        return frameworkProperty(property.getKey()).value(property.getValue());
    }
}
