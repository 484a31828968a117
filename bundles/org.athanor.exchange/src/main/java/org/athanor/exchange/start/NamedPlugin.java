package org.athanor.exchange.start;

import java.util.Set;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.config.Setting;
import org.athanor.exchange.generation.Slot;

/**
 * A plugin as a run file lists it under {@code plugins}.
 *
 * @param name its name
 * @param slot the name of its slot
 * @param off whether it is named with a hyphen: it does not take part
 */
record NamedPlugin(String name, String slot, boolean off) {

    /** Reads {@code lora}, {@code -console} or {@code {use: lora, as: style}}; throws when it is none of them. */
    static NamedPlugin of(Object item, String where) {
        if (item instanceof Section section && Set.of("use", "as").containsAll(section.keys()) && text(section, "use")
                && (text(section, "as") || section.setting("as").isEmpty())) {
            String name = value(section, "use");
            String slot = section.setting("as").isPresent() ? value(section, "as") : name;
            if (!Slot.canBeNamed(slot)) {
                throw new ProblemException(Problem.of(Kind.CONFIGURATION, "'" + slot + "' cannot name a slot", where,
                        Slot.NAMES));
            }
            return new NamedPlugin(name, slot, false);
        }
        if (!(item instanceof String name) || name.isBlank() || name.equals("-")) {
            throw new ProblemException(Problem.of(Kind.CONFIGURATION, "'plugins' lists names of plugins", where,
                    "write 'plugins: [NAME, {use: NAME, as: SLOT}]' and give each its own section"));
        }
        boolean off = name.startsWith("-");
        String plain = off ? name.substring(1) : name;
        return new NamedPlugin(plain, plain, off);
    }

    private static boolean text(Section section, String key) {
        return section.setting(key).map(Setting::value).filter(String.class::isInstance).isPresent();
    }

    private static String value(Section section, String key) {
        return section.setting(key).map(Setting::value).map(String::valueOf).orElseThrow();
    }
}
