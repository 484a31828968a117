package com.example.desk;

import java.util.List;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.config.SectionReader;
import org.athanor.exchange.config.Setting;

/**
 * The section of a desk.
 *
 * @param questions what is asked from the start, in this order
 * @param rounds how often these are asked, from 0
 * @param tellEvery each how many-th answer is told to the loggers; 0 for none
 * @param workers how many questions are answered at a time, from 1
 * @param closeAfter how many questions are answered in all; 0 when the desk stays open
 */
record DeskSettings(List<String> questions, long rounds, long tellEvery, long workers, long closeAfter) {

    private static final String QUESTIONS = "questions";

    /** Reads a section; throws, with place and key, when something in it is wrong. */
    static DeskSettings of(Section section) {
        SectionReader reader = new SectionReader(section.without(QUESTIONS));
        DeskSettings settings = new DeskSettings(section.setting(QUESTIONS).map(DeskSettings::texts).orElse(List.of()),
                reader.wholeNumber("rounds", 1, 0), reader.wholeNumber("tell_every", 1, 0),
                reader.wholeNumber("workers", 2, 1), reader.wholeNumber("close_after", 0, 0));
        reader.finish();
        return settings;
    }

    private static List<String> texts(Setting setting) {
        if (setting.value() instanceof List<?> items) {
            return items.stream().map(String::valueOf).toList();
        }
        throw new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, "'desk.questions' cannot be "
                + setting.value(), setting.where(), "give it a list"));
    }
}
