package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Jcmd;
import org.athanor.itests.harness.PluginJar;
import org.athanor.itests.harness.Product;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Untouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades leave nothing behind, however many there are. System property {@code athanor.upgrades}: how many. */
class ManyUpgradesIT {

    private static final int UPGRADES = Integer.getInteger("athanor.upgrades");
    /** Upgrades after which the code of the switch itself has been loaded and compiled. */
    private static final int WARM = 10;
    /** Bytes that the virtual machine may note about code that runs more often. */
    private static final long SLACK = 2 << 20;
    /** Bytes per upgrade for the tables of the virtual machine itself; the report tells of loaders that stay. */
    private static final long PER_UPGRADE = 8 << 10;

    @TempDir
    private Path folder;

    @Test
    void upgradesLeaveNoLoaderAndNoMetaspaceBehind() throws InterruptedException {
        Home home = Home.in(folder);
        try (Product product = Product.training(home, "many")) {
            long warm = 0;
            for (int upgrade = 1; upgrade <= UPGRADES; upgrade++) {
                product.upgrade(PluginJar.of("org.athanor.patcher.lora").version("0.2." + upgrade).in(folder));
                if (upgrade == WARM) {
                    warm = Jcmd.metaspace(product);
                }
            }
            long grown = Jcmd.metaspace(product) - warm;
            assertThat(grown).isLessThan(SLACK + (UPGRADES - WARM) * PER_UPGRADE);
            Untouched.assertSame(home.run("many"), product.finish());
        }
        Report report = home.run("many").report();
        assertThat(report.outcomes()).hasSize(UPGRADES).containsOnly("committed");
        assertThat(report.failedCalls()).isZero();
        assertThat(report.loadersAlive()).isZero();
    }
}
