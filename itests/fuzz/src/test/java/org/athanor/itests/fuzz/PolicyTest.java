package org.athanor.itests.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.athanor.api.lifecycle.Home;
import org.athanor.plugins.policy.InstallPolicy;

class PolicyTest {

    private static final List<String> SOUND = List.of("{\"plugins\": \"any\"}", "{\"plugins\": \"signed\", "
            + "\"truststore\": \"trust.p12\", \"password\": \"changeit\"}", "{\"plugins\": \"listed\", \"listed\": [\""
            + "00".repeat(32) + "\"]}");
    private static final List<String> WORDS = List.of("{", "}", "[", "]", "\"", ",", ":", "\\u0000", "\\", "é", "null",
            "true", "\"listed\"", "\"signed\"", "\"truststore\":", "\"policy.json\"", "[[[[[[[[", "/");

    private static Path home = Path.of("");

    @BeforeContainer
    static void makeHome() throws IOException {
        home = Files.createTempDirectory("home");
    }

    @Provide
    Arbitrary<byte[]> policies() {
        return Inputs.ofTexts(SOUND, WORDS);
    }

    @Property
    void aPolicyIsReadOrRefusedInOneLine(@ForAll("policies") byte[] input) throws Throwable {
        Home of = Home.of(key -> key.equals(Home.PROPERTY) ? home.toString() : null);
        Files.write(of.policy(), input);
        Inputs.read(input, content -> InstallPolicy.of(of, key -> null).permit(new byte[] {1}, "00".repeat(32),
                "x.jar"));
    }
}
