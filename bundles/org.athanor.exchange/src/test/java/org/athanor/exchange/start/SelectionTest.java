package org.athanor.exchange.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.state.StateSnapshot;
import org.athanor.exchange.config.RunFile;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.testing.NamedWork;
import org.athanor.exchange.testing.PluginFramework;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

/** Which plugins a run file chooses for a brew: one pot, perhaps a lid, and any number of herbs and bells. */
class SelectionTest {

    private static final NamedWork BREW = new NamedWork("brew", List.of(
            new SlotDeclaration("pot", "vessel", false, true, "type"),
            new SlotDeclaration("lid", "cover", false, false, "type"),
            new SlotDeclaration("herbs", "herb", true, false, ""),
            new SlotDeclaration("bells", "bell", true, false, "")), Set.of("fire"));

    @TempDir
    private Path folder;
    private PluginFramework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new PluginFramework(folder).kind("vessel").kind("cover").kind("herb").kind("bell");
        framework.plugin("vessel:iron", "1.0.0", ";default-for=\"brew:pot\"");
        framework.plugin("vessel:clay", "1.0.0", "");
        framework.plugin("herb:sage", "1.0.0", "");
        framework.plugin("herb:mint", "1.0.0", "");
        framework.plugin("bell:brass", "1.0.0", ";default-for=\"brew:bells,feast:bells\"");
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    private List<Candidate> candidates(String runFile) throws Exception {
        return Selection.of(BREW, RunFile.read(Files.writeString(folder.resolve("run.yaml"), runFile), Map.of())
                .unwrap(), framework.catalog());
    }

    /** Returns {@code slot=kind:plugin} and what configures it. */
    private List<String> chosen(String runFile) throws Exception {
        return candidates(runFile).stream().map(each -> each.slot() + "=" + each.id()
                + (each.section().plain().isEmpty() ? "" : each.section().plain())).toList();
    }

    private String refused(String runFile) {
        return catchThrowableOfType(ProblemException.class, () -> candidates(runFile)).problem().message();
    }

    @Test
    void whatDeclaresItselfTheStandardTakesPart() throws Exception {
        assertThat(chosen("fire: {}\n")).containsExactly("pot=vessel:iron", "brass=bell:brass");
    }

    @Test
    void theSectionOfASlotNamesItsPluginAndConfiguresIt() throws Exception {
        assertThat(chosen("pot: {type: clay, size: 3}\n")).containsExactly("pot=vessel:clay{size=3}",
                "brass=bell:brass");
    }

    @Test
    void theNewestVersionIsTaken() throws Exception {
        long newest = framework.plugin("herb:sage", "2.0.0", "").getBundleId();
        framework.plugin("herb:sage", "1.5.0", "");
        assertThat(candidates("plugins: [sage]\n")).filteredOn(each -> each.plugin().equals("sage"))
                .extracting(Candidate::bundleId).containsExactly(newest);
    }

    @Test
    void pluginsFillTheirRowsInTheOrderOfTheList() throws Exception {
        assertThat(chosen("plugins: [mint, {use: sage, as: stem}, sage]\nstem: {leaves: 2}\nsage: {leaves: 9}\n"))
                .containsExactly("pot=vessel:iron", "brass=bell:brass", "mint=herb:mint", "stem=herb:sage{leaves=2}",
                        "sage=herb:sage{leaves=9}");
        assertThat(chosen("plugins: sage\n")).contains("sage=herb:sage");
    }

    @Test
    void aStandardPluginIsTurnedOffByAHyphenOrByItsSection() throws Exception {
        assertThat(chosen("plugins: [sage, -brass]\n")).containsExactly("pot=vessel:iron", "sage=herb:sage");
        assertThat(chosen("brass: {enabled: false}\n")).containsExactly("pot=vessel:iron");
        assertThat(chosen("brass: {enabled: true, tone: a}\n")).contains("brass=bell:brass{tone=a}");
        assertThat(refused("brass: {enabled: perhaps}\n"))
                .isEqualTo("run.yaml:1: 'brass.enabled' cannot be perhaps; give it true or false");
    }

    @Test
    void whatTheWorkCannotDoWithoutIsNotTurnedOff() {
        assertThat(refused("pot: {enabled: false}\n"))
                .isEqualTo("run.yaml:1: 'pot' cannot be turned off: a brew cannot do without; remove 'enabled'");
    }

    @Test
    void aPluginStandsOnceUnlessItsSlotsAreNamed() throws Exception {
        assertThat(refused("fire: {}\nplugins: [sage, sage]\n")).isEqualTo("run.yaml:2: the plugin 'sage' stands twice"
                + " under 'plugins'; remove one, or name its slot: {use: sage, as: another-name}");
        assertThat(refused("plugins: [{use: sage, as: stem}, {use: mint, as: stem}]\n"))
                .contains("the slot 'stem' stands twice under 'plugins'");
        assertThat(refused("plugins: [{use: sage, as: pot}]\n"))
                .contains("the slot 'pot' has the name of another section");
    }

    @Test
    void twoStandardsForOneSlotAreAChoice() throws Exception {
        framework.plugin("vessel:gold", "1.0.0", ";default-for=\"brew:pot\"");
        assertThat(refused("pot: {size: 1}\n")).isEqualTo("run.yaml:1: several plugins would take part as 'pot':"
                + " iron and gold; choose one: 'pot: {type: iron}'");
        assertThat(chosen("pot: {type: gold}\n")).contains("pot=vessel:gold");
    }

    @Test
    void twoVersionsOfAStandardAreNone() throws Exception {
        long newest = framework.plugin("vessel:iron", "1.1.0", ";default-for=\"brew:pot\"").getBundleId();
        assertThat(candidates("fire: {}\n").get(0).bundleId()).isEqualTo(newest);
    }

    @Test
    void whatIsUnknownIsNamedWithTheNearest() {
        assertThat(refused("plugins: [sag]\n"))
                .isEqualTo("run.yaml:1: no plugin named 'sag' is active; did you mean 'sage'?");
        assertThat(refused("pot: {type: cly}\n"))
                .isEqualTo("run.yaml:1: no vessel named 'cly' is active; did you mean 'clay'?");
        assertThat(refused("fire: {}\nfiree: {}\n")).startsWith("run.yaml:2: unknown section 'firee';"
                + " did you mean 'fire'?");
        assertThat(refused("mint: {leaves: 3}\n")).startsWith("run.yaml:1: unknown section 'mint'");
        assertThat(refused("fire: 5\n")).isEqualTo("run.yaml:1: 'fire' must be a section; write 'fire: {key: value}'");
    }

    @Test
    void featuresThatConflictAreRefused() throws Exception {
        framework.plugin("herb:rue", "1.0.0", ";conflicts=sage");
        assertThat(refused("plugins: [sage, rue]\n")).isEqualTo("run.yaml:1: rue conflicts with sage, which sage 1.0.0"
                + " provides; change 'plugins'");
    }

    private record Left(List<Filled> slots) implements Place {

        @Override
        public long step() {
            return 4;
        }

        @Override
        public Map<String, StateSnapshot> states() {
            return Map.of();
        }
    }

    @Test
    void aRunGoesOnWithTheVersionsThatItHad() throws Exception {
        long newest = framework.plugin("herb:sage", "2.0.0", "").getBundleId();
        List<Candidate> now = candidates("plugins: [sage]\n");
        assertThat(now.get(2).bundleId()).isEqualTo(newest);
        List<Candidate> then = Selection.at(new Left(List.of(
                new Place.Filled("pot", "vessel", "clay", new BundleRef("plugin.clay", "1.0.0", ""), Map.of()),
                new Place.Filled("sage", "herb", "sage", new BundleRef("plugin.sage", "1.0.0", ""),
                        Map.of("leaves", 7L)))), BREW, now, framework.catalog());
        assertThat(then).extracting(Candidate::id).containsExactly("vessel:clay", "herb:sage");
        assertThat(then.get(1).bundleId()).isLessThan(newest);
        assertThat(then.get(1).section().plain()).isEqualTo(Map.of("leaves", 7L));
        assertThat(then.get(1).slot().declaration().name()).isEqualTo("herbs");
    }
}
