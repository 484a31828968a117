package org.athanor.plugins.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.probe.ThrowingComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

class LoaderWatchTest {

    @TempDir
    private Path jars;
    @TempDir
    private Path home;

    @Test
    void countsALoaderAsLongAsSomebodyHoldsAClassOfIt() throws Exception {
        try (TestContainer container = new TestContainer(home)) {
            Bundle old = container.distribution(TestJar.tokenizer("org.example.tok", "1.0.0", "tok").in(jars, "1.jar"));
            container.manage();
            ClassLoader[] held = {old.adapt(BundleWiring.class).getClassLoader()};
            container.run(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "1.1.0", "tok").in(jars, "2.jar"))
                    .unwrap();
            assertThat(container.plugins().loadersAlive()).isEqualTo(1);
            assertThat(held[0]).isNotNull();
            held[0] = null;
            assertThat(container.plugins().loadersAlive()).isZero();
        }
    }

    @Test
    void leavesNoLoaderOfTwentyUpgradesOrOfOnesThatFailed() throws Exception {
        try (TestContainer container = new TestContainer(home)) {
            container.distribution(TestJar.tokenizer("org.example.tok", "1.0.0", "tok").in(jars, "1.jar"));
            container.manage();
            for (int number = 1; number <= 20; number++) {
                assertThat(container.run(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "1." + number + ".0",
                        "tok").in(jars, "next.jar")).unwrap().outcome().word()).isEqualTo("committed");
                assertThat(container.run(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "2." + number + ".0",
                        "tok").immediate(ThrowingComponent.class).in(jars, "bad.jar")).unwrap().outcome().word())
                        .isEqualTo("refused");
            }
            assertThat(container.plugins().loadersAlive()).isZero();
            assertThat(container.stored()).as("eight versions to go back to, the present one, the set").hasSize(10);
        }
    }
}
