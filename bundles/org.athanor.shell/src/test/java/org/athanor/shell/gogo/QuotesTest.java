package org.athanor.shell.gogo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotesTest {

    @Test
    void textInDoubleQuotesStandsForItself() {
        assertThat(Quotes.literal("say \"it's\" two")).isEqualTo("say 'it'\\''s' two");
        assertThat(Quotes.literal("say \"100% sure\"; say \"a \\\" b \\\\ c \\n\""))
                .isEqualTo("say '100% sure'; say 'a \" b \\ c \\n'");
    }

    @Test
    void aValueInBracketsStandsForItself() {
        assertThat(Quotes.literal("start --set data.columns=[x, \"y ]z\"] --set o={a: {b: [1]}} x"))
                .isEqualTo("start --set data.columns='[x, \"y ]z\"]' --set o='{a: {b: [1]}}' x");
        assertThat(Quotes.literal("x = [a b]; each [a] { say }; a=[open; b=$[c]; d=[$e]"))
                .isEqualTo("x = [a b]; each [a] { say }; a=[open; b=$[c]; d=[$e]");
    }

    @Test
    void whatIsPutInAndWhatIsOtherwiseQuotedStays() {
        assertThat(Quotes.literal("say \"the $x\" 'a \"b\"' \\\" \"open")).isEqualTo(
                "say \"the $x\" 'a \"b\"' \\\" \"open");
    }
}
