package org.athanor.plugins.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.SessionStatus;
import org.athanor.plugins.TestJar;
import org.athanor.plugins.TokenizerInUse;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class PlannerTest extends TokenizerInUse {

    private static final String PATCHER = "org.athanor.api.model.ModelPatcher";

    @Test
    void saysWhatResolvesToWhat() {
        Path jar = TestJar.tokenizer("org.example.new", "1.0.0", "new")
                .imports("org.athanor.api.tokenizer;version=\"[1.0.0,2.0.0)\",java.util,"
                        + "org.nowhere;resolution:=optional")
                .header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\","
                        + "osgi.service;filter:=\"(objectClass=x)\";effective:=active").in(jars, "new.jar");
        Plan plan = container.plugins().plan(Operation.INSTALL, jar.toString()).unwrap();
        assertThat(plan.resolution()).anySatisfy(line -> assertThat(line)
                .startsWith("package org.athanor.api.tokenizer [1.0.0,2.0.0) -> org.apache.felix.framework"));
        assertThat(plan.resolution()).anySatisfy(line -> assertThat(line).contains("java.* -> "));
        assertThat(plan.resolution()).contains("package org.nowhere is optional and absent");
        assertThat(plan.resolution()).anySatisfy(line -> assertThat(line).contains("is a matter of run time"));
        assertThat(plan.hash()).hasSize(64)
                .isEqualTo(container.plugins().plan(Operation.INSTALL, jar.toString()).unwrap().hash());
        assertThat(container.named("org.example.new")).isEmpty();
        assertThat(home.resolve("plugins")).doesNotExist();
    }

    @Test
    void namesWhoExportsAnUnresolvablePackageInstead() {
        String wrongVersion = refusal(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "1.1.0", "tok")
                .imports("org.athanor.api.tokenizer;version=\"[3.0.0,4.0.0)\""));
        assertThat(wrongVersion).contains("package org.athanor.api.tokenizer [3.0.0,4.0.0) is missing")
                .contains("org.apache.felix.framework").contains("exports version 1.0.0");
        String misspelt = refusal(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "1.1.0", "tok")
                .imports("org.athanor.api.tokeniser").header("Require-Capability",
                        "org.example.oven;filter:=\"(heat=high)\""));
        assertThat(misspelt).contains("package org.athanor.api.tokeniser is exported by no bundle "
                + "(the nearest is org.athanor.api.tokenizer)")
                .contains("org.example.oven (heat=high) is provided by no");
        assertThat(session.swaps).as("a plan touches nothing").isEmpty();
        assertThat(container.plugins().history(100)).isEmpty();
    }

    @Test
    void refusesAConflictWithThePluginsOfASession() throws BundleException {
        patcher("qlora", "1.0.0", ";provides=quantized-base");
        patcher("lora", "1.0.0", "");
        assertThat(refusal(Operation.UPGRADE, lora("1.1.0", ";conflicts=quantized-base")))
                .contains("lora conflicts with quantized-base, which qlora 1.0.0 provides in session s1");
        assertThat(refusal(Operation.UPGRADE, lora("1.1.0", ";requires=rotary")))
                .contains("lora requires rotary, which no plugin provides in session s1");
        assertThat(container.plugins().plan(Operation.UPGRADE,
                lora("1.1.0", ";requires=quantized-base").in(jars, "x.jar").toString()).isOk()).isTrue();
    }

    @Test
    void refusesToTakeAwayWhatAnotherPluginRequires() throws BundleException {
        patcher("qlora", "1.0.0", ";provides=quantized-base");
        patcher("lora", "1.0.0", ";requires=quantized-base");
        for (Operation operation : new Operation[] {Operation.STOP, Operation.UNINSTALL}) {
            assertThat(container.plugins().plan(operation, "qlora").failure().orElseThrow().message())
                    .contains("lora requires quantized-base, which no plugin provides but this one in session s1");
        }
        assertThat(container.plugins().plan(Operation.UPGRADE, TestJar.plugin("org.example.qlora", "1.1.0", PATCHER,
                "qlora").in(jars, "x.jar").toString()).failure()).isPresent();
        assertThat(container.plugins().plan(Operation.STOP, "lora").isOk()).isTrue();
    }

    @Test
    void tellsInstallFromUpgrade() {
        assertThat(refusal(Operation.UPGRADE, TestJar.tokenizer("org.example.new", "1.0.0", "new")))
                .contains("org.example.new is not installed").contains("plugin:install");
        assertThat(refusal(Operation.INSTALL, TestJar.tokenizer("org.example.tok", "1.1.0", "tok")))
                .contains("org.example.tok 1.0.0 is installed").contains("plugin:upgrade");
        assertThat(session.swaps).as("asking in the wrong way concerns no session").isEmpty();
    }

    @Test
    void refusesTheSameVersionWithOtherContent() {
        assertThat(refusal(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "1.0.0", "tok").header("X", "y")))
                .contains("other content").contains("raise the version");
        assertThat(refusal(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "1.0.0", "tok")))
                .contains("already installed");
    }

    @Test
    void allowsADowngradeAndSaysSo() {
        Plan plan = container.plugins().plan(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "0.9.0", "tok")
                .in(jars, "x.jar").toString()).unwrap();
        assertThat(plan.actions()).contains("downgrade from 1.0.0 to 0.9.0");
    }

    @Test
    void refusesNamesThatAreTaken() {
        assertThat(refusal(Operation.INSTALL, TestJar.tokenizer("org.example.other", "1.0.0", "tok")))
                .contains("tokenizer:tok, which org.example.tok 1.0.0 declares already");
        assertThat(refusal(Operation.INSTALL, TestJar.tokenizer("org.apache.felix.scr", "9.0.0", "x")))
                .contains("is the name of a bundle of the container");
        assertThat(refusal(Operation.UPGRADE, TestJar.tokenizer("org.example.tok", "1.1.0", "renamed")))
                .contains("no longer declares tokenizer:tok, which session s1 uses");
    }

    @Test
    void ignoresSessionsThatHaveEnded() {
        session.state = SessionStatus.State.COMPLETED;
        assertThat(container.plugins().plan(Operation.UNINSTALL, "tok").unwrap().sessions()).isEmpty();
    }

    private void patcher(String name, String version, String features) throws BundleException {
        session.uses("patcher", name, container.distribution(TestJar.plugin("org.example." + name, version,
                PATCHER, name).features(features).in(jars, name + ".jar")));
    }

    private static TestJar lora(String version, String features) {
        return TestJar.plugin("org.example.lora", version, PATCHER, "lora").features(features);
    }

    private String refusal(Operation operation, TestJar jar) {
        return container.plugins().plan(operation, jar.in(jars, "refused.jar").toString()).failure().orElseThrow()
                .message();
    }
}
