package org.athanor.plugins.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.TestContainer;
import org.athanor.plugins.TestJar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

class PackageVersionsTest {

    @TempDir
    private Path jars;
    @TempDir
    private Path home;
    private TestContainer container;

    @BeforeEach
    void setUp() throws Exception {
        container = new TestContainer(home);
        container.distribution(tok("1.0.0").imports("org.athanor.api.tokenizer;version=\"[1.0.0,1.1.0)\","
                + "org.slf4j;version=\"[2.0.0,3.0.0)\"")
                .header("Export-Package", "org.example.words;version=1.0.0,org.example.rare;version=2.0.0")
                .in(jars, "tok-1.jar"));
        container.manage();
    }

    @AfterEach
    void tearDown() throws BundleException {
        container.close();
    }

    @Test
    void saysHowFarAnImportIsFromWhatItWasBuiltAgainst() {
        Plan plan = plan(tok("1.1.0").imports("org.athanor.api.tokenizer;version=\"[1.0.0,2.0.0)\","
                + "org.osgi.util.promise;version=\"[1.2.0,2.0.0)\",org.apache.commons.text.similarity;version=1.13.0,"
                + "org.athanor.api.session")).unwrap();
        String framework = container.context().getBundle(0).getSymbolicName() + " "
                + container.context().getBundle(0).getVersion();
        assertThat(plan.versions()).contains(
                "imports org.athanor.api.tokenizer [1.0.0,2.0.0), before [1.0.0,1.1.0) from " + framework
                        + ", version 1.0.0: as it was built against",
                "imports org.osgi.util.promise [1.2.0,2.0.0) from " + framework
                        + ", version 1.3.0: minor newer than what it was built against",
                "imports org.apache.commons.text.similarity 1.13.0 from " + framework
                        + ", version 1.13.1: micro newer than what it was built against",
                "imports org.athanor.api.session from " + framework + ", version 1.0.0",
                "no longer imports org.slf4j");
    }

    @Test
    void comparesExportsAndNamesTheirImporters() throws BundleException {
        reader("[1.0.0,2.0.0)");
        Plan plan = plan(tok("1.1.0").header("Export-Package", "org.example.words;version=1.0.1,"
                + "org.example.rare;version=2.0.0,org.example.more;version=1.0.0")).unwrap();
        assertThat(plan.versions()).contains("exports org.example.more 1.0.0: new",
                "exports org.example.rare 2.0.0: unchanged",
                "exports org.example.words 1.0.0 -> 1.0.1: micro; imported by org.example.reader 1.0.0 [1.0.0,2.0.0)");
        assertThat(plan.refreshed()).containsExactly("org.example.reader 1.0.0 uses packages of org.example.tok 1.0.0 "
                + "and keeps them until it is refreshed");
    }

    @Test
    void allowsAMinorChangeWhereEveryImporterPermitsIt() throws BundleException {
        reader("[1.0.0,2.0.0)");
        assertThat(plan(words("1.1.0")).unwrap().versions())
                .anySatisfy(line -> assertThat(line).startsWith("exports org.example.words 1.0.0 -> 1.1.0: minor"));
    }

    @Test
    void refusesAMinorChangeThatAnImporterDoesNotPermit() throws BundleException {
        reader("[1.0.0,1.1.0)");
        assertThat(plan(words("1.1.0")).failure().orElseThrow().message())
                .contains("package org.example.words changes from 1.0.0 to 1.1.0 (minor), but org.example.reader 1.0.0 "
                        + "[1.0.0,1.1.0) imports it and does not permit that");
        assertThat(plan(words("1.0.7")).isOk()).as("micro is free").isTrue();
    }

    @Test
    void refusesAMajorChangeWhoseImportersAreNotInThePlan() throws BundleException {
        reader("1.0.0");
        assertThat(plan(words("2.0.0")).failure().orElseThrow().message())
                .contains("package org.example.words changes from 1.0.0 to 2.0.0 (major), but org.example.reader 1.0.0 "
                        + "1.0.0 imports it").contains("upgrade the importers in the same plan");
        assertThat(plan(tok("1.1.0")).failure().orElseThrow().message())
                .contains("package org.example.words goes (major), but org.example.reader 1.0.0 1.0.0 imports it");
    }

    @Test
    void allowsAMajorChangeOfWhatNobodyImports() {
        assertThat(plan(words("2.0.0")).unwrap().versions()).contains("exports org.example.words 1.0.0 -> 2.0.0: major",
                "no longer exports org.example.rare 2.0.0: major");
    }

    @Test
    void tellsTheRulesBetweenPluginsInWords() throws BundleException {
        container.sessions.add("s1").uses("tokenizer", "tok", container.only("org.example.tok"))
                .uses("logger", "log", container.distribution(
                        TestJar.logger("org.example.log", "1.0.0", "log").in(jars, "log.jar")));
        assertThat(plan(tok("1.1.0").features(";requires=log;conflicts=quiet")).unwrap().features()).containsExactly(
                "tok provides tok", "tok requires log", "tok conflicts with quiet",
                "log, which tok requires, is provided by log 1.0.0 in session s1",
                "quiet, with which tok conflicts, is provided by no plugin in session s1");
    }

    private void reader(String range) throws BundleException {
        container.distribution(TestJar.logger("org.example.reader", "1.0.0", "reader")
                .imports("org.example.words;version=\"" + range + "\"").in(jars, "reader.jar"));
    }

    private static TestJar tok(String version) {
        return TestJar.tokenizer("org.example.tok", version, "tok");
    }

    private static TestJar words(String version) {
        return tok("1.1.0").header("Export-Package", "org.example.words;version=" + version);
    }

    private Result<Plan> plan(TestJar jar) {
        return container.plugins().plan(Operation.UPGRADE, jar.in(jars, "new.jar").toString());
    }
}
