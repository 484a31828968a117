package org.athanor.exchange.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.testing.NamedWork;
import org.athanor.exchange.testing.PluginFramework;
import org.athanor.exchange.work.Work;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

class WorksTest {

    private static final Work BREW = new NamedWork("brew", List.of(), Set.of("fire", "water"));
    private static final Work FEAST = new NamedWork("feast", List.of(), Set.of("table", "water"));

    @TempDir
    private Path folder;
    private PluginFramework framework;
    private Works works;

    @BeforeEach
    void start() throws BundleException {
        framework = new PluginFramework(folder);
        works = new Works(framework.context());
    }

    @AfterEach
    void stop() throws Exception {
        works.close();
        framework.close();
    }

    private void install(Work... kinds) {
        for (Work kind : kinds) {
            framework.context().registerService(Work.class, kind, null);
        }
    }

    private Work of(Map<String, Object> runFile) {
        return works.of(Section.of("", "run.yaml:1", runFile));
    }

    private String refused(Map<String, Object> runFile) {
        return catchThrowableOfType(ProblemException.class, () -> of(runFile)).problem().message();
    }

    @Test
    void theRunFileNamesItsWork() {
        install(BREW, FEAST);
        assertThat(of(Map.of("work", "feast", "fire", Map.of()))).isSameAs(FEAST);
        assertThat(refused(Map.of("work", "fest")))
                .isEqualTo("run.yaml:1: there is no kind of work named 'fest'; did you mean 'feast'?");
    }

    @Test
    void aRunFileIsRecognisedByASectionThatOnlyOneWorkHas() {
        install(BREW, FEAST);
        assertThat(of(Map.of("fire", Map.of()))).isSameAs(BREW);
        assertThat(of(Map.of("table", Map.of()))).isSameAs(FEAST);
        String untold = "run.yaml:1: the run file does not tell which kind of work it is for;"
                + " write 'work: brew' or 'feast'";
        assertThat(refused(Map.of("water", Map.of()))).isEqualTo(untold);
        assertThat(refused(Map.of())).isEqualTo(untold);
    }

    @Test
    void theOnlyWorkIsMeant() {
        assertThat(refused(Map.of())).isEqualTo("run.yaml:1: no kind of work is installed");
        install(BREW);
        assertThat(of(Map.of())).isSameAs(BREW);
    }
}
