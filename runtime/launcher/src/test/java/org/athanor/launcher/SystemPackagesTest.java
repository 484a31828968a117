package org.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Version;

final class SystemPackagesTest {

    static Stream<String> clauses() {
        return Arrays.stream(FrameworkProperties.systemPackages().split(",", -1));
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void exportsPackagesOfTheClassPathInAVersion(String clause) {
        String[] parts = clause.split(";version=", -1);

        assertThat(getClass().getClassLoader().getResource(parts[0].replace('.', '/'))).as(parts[0]).isNotNull();
        assertThat(Version.parseVersion(parts[1].replace("\"", ""))).isGreaterThan(Version.emptyVersion);
    }

    @Test
    void exportsSlf4jForBundlesOfBothGenerations() {
        assertThat(clauses().filter(clause -> clause.startsWith("org.slf4j;"))).hasSize(2)
                .anyMatch(clause -> clause.contains("\"1.7")).anyMatch(clause -> clause.contains("\"2.0"));
    }
}
