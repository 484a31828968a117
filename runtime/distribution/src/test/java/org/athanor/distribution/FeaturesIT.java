package org.athanor.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.athanor.launcher.Product;
import org.junit.jupiter.api.Test;

final class FeaturesIT {

    private static final List<String> ALL = List.of("athanor-base", "athanor-core", "athanor");

    @Test
    void nameExactlyTheBundlesOfTheRepository() throws IOException {
        List<Path> named = Product.read(Athanor.DISTRIBUTION, ALL).bundles().stream()
                .map(Product.StartedBundle::jar).sorted().toList();
        try (Stream<Path> files = Files.walk(Athanor.DISTRIBUTION.resolve("repo"))) {
            assertThat(named).containsExactlyElementsOf(
                    files.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
        }
    }

    @Test
    void startOurBundlesAfterTheOthersAndTheShellLast() {
        List<Product.StartedBundle> bundles = Product.read(Athanor.DISTRIBUTION, ALL).bundles();

        assertThat(bundles).filteredOn(bundle -> bundle.id().startsWith("org.athanor:"))
                .allMatch(bundle -> bundle.startLevel() >= 10);
        assertThat(bundles.get(bundles.size() - 1).id()).startsWith("org.athanor:org.athanor.shell:");
    }
}
