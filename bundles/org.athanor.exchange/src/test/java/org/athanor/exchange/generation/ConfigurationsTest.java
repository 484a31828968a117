package org.athanor.exchange.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.athanor.exchange.catalog.CatalogEntry;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.testing.PluginFramework;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class ConfigurationsTest {

    private static final SlotDeclaration HERBS = new SlotDeclaration("herbs", "herb", true, false, "");

    @TempDir
    private Path folder;
    private PluginFramework framework;
    private ConfigurationAdmin admin;
    private Configurations configurations;
    private Bundle old;
    private Bundle fresh;

    @BeforeEach
    void start() throws BundleException {
        framework = new PluginFramework(folder).kind("herb");
        admin = framework.configurations();
        configurations = new Configurations(admin);
        old = framework.plugin("herb:sage", "1.0.0", "");
        fresh = framework.plugin("herb:sage", "2.0.0", "");
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    private String use(String slot, Bundle bundle, Map<String, Object> settings) {
        return use(this, slot, bundle, settings);
    }

    private String use(Object owner, String slot, Bundle bundle, Map<String, Object> settings) {
        CatalogEntry entry = framework.catalog().inBundle("herb", "sage", bundle.getBundleId()).unwrap();
        return configurations.use(owner, "session", new Candidate(new Slot(slot, HERBS), "herb", "sage",
                bundle.getBundleId(), Section.of(slot, "run.yaml:1", settings)), entry, new Hashtable<>(settings));
    }

    private List<Configuration> all() throws Exception {
        Configuration[] all = admin.listConfigurations(null);
        return all == null ? List.of() : Arrays.asList(all);
    }

    private void giveBack(String instance) {
        configurations.giveBack(instance).ifPresent(Runnable::run);
    }

    @Test
    void eachSlotAndEachBundleHasOneOfItsOwn() throws Exception {
        List<String> instances = List.of(use("sage", old, Map.of()), use("stem", old, Map.of()),
                use("sage", fresh, Map.of()), use("sage", old, Map.of("leaves", 2L)));
        assertThat(instances).doesNotHaveDuplicates();
        assertThat(all()).extracting(each -> each.getProperties().get(SessionServices.INSTANCE))
                .containsExactlyInAnyOrderElementsOf(List.copyOf(instances));
        assertThat(all()).extracting(Configuration::getFactoryPid).containsOnly("plugin.sage");
    }

    @Test
    void itReachesOnlyTheBundleThatFillsTheSlot() throws Exception {
        use("sage", fresh, Map.of("leaves", 2L));
        assertThat(all()).singleElement().satisfies(each -> {
            assertThat(each.getBundleLocation()).isEqualTo(fresh.getLocation());
            assertThat(each.getProperties().get("leaves")).isEqualTo(2L);
        });
    }

    @Test
    void itIsThereUntilItIsGivenBackAsOftenAsItWasTaken() throws Exception {
        String instance = use("sage", old, Map.of());
        assertThat(use("sage", old, Map.of())).isEqualTo(instance);
        giveBack(instance);
        assertThat(all()).hasSize(1);
        giveBack(instance);
        assertThat(all()).isEmpty();
    }

    @Test
    void oneThatIsJustBeingRemovedIsNotInTheWayOfTheNext() throws Exception {
        String instance = use("sage", old, Map.of());
        Runnable removal = configurations.giveBack(instance).orElseThrow();
        assertThat(use("sage", old, Map.of())).isNotEqualTo(instance);
        removal.run();
        assertThat(all()).hasSize(1);
    }

    @Test
    void nobodySharesAnothersOwn() throws Exception {
        String instance = use("sage", old, Map.of());
        String resumed = use(new Object(), "sage", old, Map.of());
        giveBack(instance);
        assertThat(all()).extracting(each -> each.getProperties().get(SessionServices.INSTANCE))
                .containsExactly(resumed);
    }

    @Test
    void whatAnEarlierProcessLeftIsRemovedAndNothingElse() throws Exception {
        use("sage", old, Map.of());
        admin.getConfiguration("of.somebody.else", "?").update(new Hashtable<>(Map.of("a", "b")));
        new Configurations(admin).removeLeftovers();
        assertThat(all()).extracting(Configuration::getPid).containsExactly("of.somebody.else");
    }
}
