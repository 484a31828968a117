package org.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProductTest {

    @TempDir
    Path distribution;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(distribution.resolve("features"));
        for (String jar : List.of("g/h/a/1.0/a-1.0.jar", "g/h/b/2.0/b-2.0.jar", "g/h/c/3.0/c-3.0-x.jar")) {
            Path file = distribution.resolve("repo").resolve(jar);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    @Test
    void ordersTheBundlesOfAllFeaturesByStartLevel() throws IOException {
        feature("one", """
                "bundles": [{"id": "g.h:a:1.0", "start-order": 7}, {"id": "g.h:b:2.0", "start-order": 3}]""");
        feature("two", """
                "bundles": [{"id": "g.h:c:jar:x:3.0", "start-order": 5}]""");

        Product product = Product.read(distribution, List.of("one", "two"));

        assertThat(product.bundles()).extracting(bundle -> bundle.jar().getFileName().toString())
                .containsExactly("b-2.0.jar", "c-3.0-x.jar", "a-1.0.jar");
        assertThat(product.bundles()).extracting(Product.StartedBundle::startLevel).containsExactly(3, 5, 7);
        assertThat(product.bundles().get(0).location()).startsWith("file:/").endsWith("repo/g/h/b/2.0/b-2.0.jar");
    }

    @Test
    void refusesConfigurationsWhichNothingWouldRead() throws IOException {
        feature("one", """
                "configurations": {"some.pid": {"times:Integer": 3}}""");

        assertThatThrownBy(() -> Product.read(distribution, List.of("one"))).isInstanceOf(LaunchException.class)
                .hasMessageContaining("the feature one has configurations");
    }

    @Test
    void namesTheJarThatIsMissing() throws IOException {
        feature("one", """
                "bundles": [{"id": "g.h:a:1.1"}]""");

        assertThatThrownBy(() -> Product.read(distribution, List.of("one"))).isInstanceOf(LaunchException.class)
                .hasMessageContaining("the feature one names g.h:a:1.1").hasMessageContaining("a-1.1.jar");
    }

    @Test
    void saysWhichFeatureDoesNotExist() {
        assertThatThrownBy(() -> Product.read(distribution, List.of("none"))).isInstanceOf(LaunchException.class)
                .hasMessageContaining("no feature 'none'");
    }

    @Test
    void saysWhichFeatureIsNotJson() throws IOException {
        Files.writeString(distribution.resolve("features/bad.json"), "{");

        assertThatThrownBy(() -> Product.read(distribution, List.of("bad"))).isInstanceOf(LaunchException.class)
                .hasMessageContaining("bad.json");
    }

    private void feature(String name, String content) throws IOException {
        Files.writeString(distribution.resolve("features").resolve(name + ".json"), """
                {"feature-resource-version": "1.0", "id": "t:%s:1", %s}""".formatted(name, content));
    }
}
