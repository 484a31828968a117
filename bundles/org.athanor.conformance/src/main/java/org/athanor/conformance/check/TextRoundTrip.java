package org.athanor.conformance.check;

import java.util.ArrayList;
import java.util.List;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.conformance.trial.Candidate;
import org.athanor.conformance.trial.Container;
import org.athanor.conformance.trial.RunFiles;
import org.athanor.conformance.trial.Runs;
import org.athanor.conformance.trial.Settings;
import org.athanor.conformance.trial.Trial;
import org.athanor.conformance.trial.UsedInRun;
import org.osgi.framework.Bundle;

/**
 * Whether a tokenizer gives back what it was given: small letters and digits, which also one that drops capitals,
 * accents or blanks knows. A letter that it refuses is none of its alphabet.
 *
 * @param container where the instance is
 * @param candidate the jar
 * @param files the run files
 * @param runs starts a run, which configures the tokenizer
 */
record TextRoundTrip(Container container, Candidate candidate, RunFiles files, Runs runs) {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    /** Returns the tokenizers of the jar. */
    List<PluginDescriptor> tokenizers() {
        return candidate.plugins().stream().filter(plugin -> plugin.kind().service().equals(Tokenizer.class.getName()))
                .toList();
    }

    /** Encodes and decodes with each tokenizer. */
    String check(Bundle bundle) throws InterruptedException {
        List<String> done = new ArrayList<>();
        for (PluginDescriptor plugin : tokenizers()) {
            String pid = Settings.component(container, bundle, plugin).orElseThrow().configurationPid[0];
            UsedInRun used = UsedInRun.of(container, plugin, pid, files, runs);
            try (Instance instance = Instance.of(container, plugin, pid, used.settings(), "conformance-text",
                    used.directory())) {
                done.add(plugin.id() + " decodes " + check((Tokenizer) instance.service())
                        + " letters and digits to themselves");
            }
        }
        return String.join(", ", done);
    }

    private static int check(Tokenizer tokenizer) {
        int known = 0;
        for (int at = 0; at < LETTERS.length(); at++) {
            String letter = LETTERS.substring(at, at + 1);
            int[] tokens;
            try {
                tokens = tokenizer.encode(letter);
            } catch (RuntimeException e) {
                continue;
            }
            String decoded = tokenizer.decode(tokens);
            if (!decoded.equals(letter)) {
                throw Trial.failed("decode(encode(\"" + letter + "\")) is \"" + decoded + "\"");
            }
            known++;
        }
        return known;
    }
}
