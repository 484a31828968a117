package org.athanor.exchange.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.config.Section;
import org.junit.jupiter.api.Test;

class NamedPluginTest {

    private static NamedPlugin of(Object item) {
        return NamedPlugin.of(item instanceof Map<?, ?> ? section(item) : item, "run.yaml:7");
    }

    @SuppressWarnings("unchecked")
    private static Section section(Object item) {
        return Section.of("plugins", "run.yaml:7", (Map<String, Object>) item);
    }

    @Test
    void aNameFillsTheSlotOfThatName() {
        assertThat(of("lora")).isEqualTo(new NamedPlugin("lora", "lora", false));
        assertThat(of(Map.of("use", "lora"))).isEqualTo(new NamedPlugin("lora", "lora", false));
    }

    @Test
    void aPluginCanFillASlotOfAnotherName() {
        assertThat(of(Map.of("use", "lora", "as", "style-2"))).isEqualTo(new NamedPlugin("lora", "style-2", false));
        assertThatThrownBy(() -> of(Map.of("use", "lora", "as", "my style"))).isInstanceOf(ProblemException.class)
                .hasMessage("run.yaml:7: 'my style' cannot name a slot; use letters, digits, '_' and '-'");
    }

    @Test
    void aHyphenTurnsAPluginOff() {
        assertThat(of("-console")).isEqualTo(new NamedPlugin("console", "console", true));
    }

    @Test
    void anythingElseIsRefusedWithAnExample() {
        for (Object item : List.of(5L, "", "-", List.of("lora"), Map.of("as", "style"), Map.of("use", 5L),
                Map.of("use", "lora", "rank", 8L))) {
            assertThatThrownBy(() -> of(item)).isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith("run.yaml:7: 'plugins' lists names of plugins; write 'plugins: [");
        }
    }
}
