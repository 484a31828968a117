package org.athanor.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/**
 * Which bundles make up the product, read from OSGi Feature JSON. Read by the launcher and by the integration tests
 * alike.
 *
 * @param bundles the bundles by start level, in the order of the features
 */
public record Product(List<StartedBundle> bundles) {

    /** Metadata of a bundle in a feature: the start level. */
    private static final String START_ORDER = "start-order";
    private static final int DEFAULT_START_ORDER = 10;

    /**
     * A bundle of the product.
     *
     * @param id its Maven coordinates
     * @param startLevel its start level, 1 or more
     * @param jar its file
     */
    public record StartedBundle(String id, int startLevel, Path jar) {

        /** Returns the location under which it is installed: the URL of its file. */
        public String location() {
            return jar.toUri().toString();
        }
    }

    public Product {
        bundles = List.copyOf(bundles);
    }

    /**
     * Reads features from a distribution.
     *
     * @param distribution the folder with {@code features/} and {@code repo/}
     * @param names names of the feature files, without {@code .json}
     * @throws LaunchException when a feature cannot be read or has configurations, or when a bundle that it names is
     *     not in {@code repo/}
     */
    public static Product read(Path distribution, List<String> names) {
        FeatureService reader = ServiceLoader.load(FeatureService.class).findFirst()
                .orElseThrow(() -> new IllegalStateException("no implementation of the OSGi Feature service"));
        List<StartedBundle> bundles = new ArrayList<>();
        for (String name : names) {
            Feature feature = read(reader, distribution.resolve("features"), name.strip());
            for (FeatureBundle bundle : feature.getBundles()) {
                bundles.add(locate(bundle, distribution.resolve("repo"), name));
            }
            if (!feature.getConfigurations().isEmpty()) {
                throw new LaunchException("the feature " + name + " has configurations, but nothing in the product "
                        + "reads them; write settings into run files", ExitCode.USAGE);
            }
        }
        bundles.sort(Comparator.comparingInt(StartedBundle::startLevel));
        return new Product(bundles);
    }

    private static Feature read(FeatureService reader, Path folder, String name) {
        Path file = folder.resolve(name + ".json");
        if (!Files.isRegularFile(file)) {
            throw new LaunchException("no feature '" + name + "' in " + folder, ExitCode.USAGE);
        }
        try (Reader json = Files.newBufferedReader(file)) {
            return reader.readFeature(json);
        } catch (IOException | RuntimeException e) {
            throw new LaunchException("cannot read the feature " + file + ": " + e.getMessage(), e);
        }
    }

    private static StartedBundle locate(FeatureBundle bundle, Path repository, String feature) {
        ID id = bundle.getID();
        String file = id.getArtifactId() + "-" + id.getVersion()
                + id.getClassifier().map(classifier -> "-" + classifier).orElse("") + ".jar";
        Path jar = repository.resolve(id.getGroupId().replace('.', '/')).resolve(id.getArtifactId())
                .resolve(id.getVersion()).resolve(file);
        if (!Files.isRegularFile(jar)) {
            throw new LaunchException("the feature " + feature + " names " + id + ", but there is no " + jar
                    + "; build the distribution again", ExitCode.FAILED);
        }
        int startLevel = bundle.getMetadata().get(START_ORDER) instanceof Number order
                ? order.intValue() : DEFAULT_START_ORDER;
        return new StartedBundle(id.toString(), startLevel, jar);
    }
}
