package org.athanor.shell.format;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Converter;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.session.SessionStatus;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Shows what the commands return: lists as tables, single things as a few lines, or as one line within a list. */
@Component(service = Converter.class, property = {
    Converter.CONVERTER_CLASSES + "=org.athanor.api.lifecycle.Leak",
    Converter.CONVERTER_CLASSES + "=org.athanor.api.lifecycle.Plan",
    Converter.CONVERTER_CLASSES + "=org.athanor.api.lifecycle.PluginInfo",
    Converter.CONVERTER_CLASSES + "=org.athanor.api.lifecycle.Plugins$Applied",
    Converter.CONVERTER_CLASSES + "=org.athanor.api.session.SessionStatus",
    Converter.CONVERTER_CLASSES + "=org.athanor.shell.command.Listing"})
public final class Formats implements Converter {

    @Override
    public @Nullable Object convert(Class<?> type, Object source) {
        return null;
    }

    @Override
    public @Nullable CharSequence format(@Nullable Object target, int level, Converter escape) {
        if (target instanceof Listing<?> listing) {
            return table(listing);
        }
        if (target instanceof Applied applied) {
            return applied.message();
        }
        if (target instanceof Plan plan) {
            return level == INSPECT ? lines(plan) : title(plan);
        }
        if (target instanceof Leak leak) {
            return level == INSPECT ? lines(leak) : title(leak);
        }
        if (target instanceof PluginInfo plugin) {
            return level == INSPECT ? describe(plugin) : plugin.descriptor() + " " + plugin.state();
        }
        if (target instanceof SessionStatus status) {
            return level == INSPECT ? StatusText.lines(status) : StatusText.line(status);
        }
        return null;
    }

    /** Returns all that is known of a plugin. */
    public static String describe(PluginInfo plugin) {
        StringJoiner lines = new StringJoiner("\n").add(plugin.descriptor() + " " + plugin.state())
                .add("  bundle      " + plugin.descriptor().bundle() + " [" + plugin.bundleId() + "]")
                .add("  section     " + plugin.descriptor().configKey())
                .add("  provides    " + words(plugin.descriptor().provides()))
                .add("  requires    " + words(plugin.descriptor().requires()))
                .add("  conflicts   " + words(plugin.descriptor().conflicts()))
                .add("  state       " + (plugin.descriptor().stateSchema().isEmpty() ? "-"
                        : plugin.descriptor().stateSchema() + " version " + plugin.descriptor().stateVersion()))
                .add("  routes      " + words(plugin.routes()))
                .add("  sessions    " + words(plugin.sessions()))
                .add("  source      " + dash(plugin.source()))
                .add("  sha256      " + dash(plugin.sha256()))
                .add("  settings" + (plugin.settings().isEmpty() ? "    -" : ""));
        int width = plugin.settings().stream().mapToInt(setting -> setting.key().length()).max().orElse(0);
        plugin.settings().forEach(setting -> lines.add(("    %-" + width + "s  %s").formatted(setting.key(),
                setting.description() + setting.fallback().map(value -> " (default: " + dash(value) + ")")
                        .orElse(" (required)"))));
        return lines.toString();
    }

    private static String lines(Leak leak) {
        StringJoiner lines = new StringJoiner("\n  ").add(title(leak));
        leak.path().forEach(lines::add);
        return lines.toString();
    }

    private static String title(Leak leak) {
        return leak.plugin() + " " + leak.version() + " (" + leak.bundle() + "), held by " + leak.root();
    }

    private static String lines(Plan plan) {
        StringJoiner lines = new StringJoiner("\n").add(title(plan));
        for (Plan.Part part : plan.parts()) {
            if (plan.parts().size() > 1) {
                lines.add(title(plan, part));
            }
            lines.add("  bundle      " + part.bundle()).add("  source      " + dash(part.source()))
                    .add("  sha256      " + dash(part.sha256()));
            found(lines, "resolves", part.details().resolution());
            found(lines, "versions", part.details().versions());
            found(lines, "features", part.details().features());
            found(lines, "state", part.details().state());
        }
        lines.add("  sessions    " + words(plan.sessions()));
        block(lines, "actions", plan.actions());
        block(lines, "refreshes", plan.refreshed());
        return lines.add("  plan        " + plan.hash()).toString();
    }

    private static void found(StringJoiner lines, String name, List<String> entries) {
        if (!entries.isEmpty()) {
            block(lines, name, entries);
        }
    }

    private static void block(StringJoiner lines, String name, List<String> entries) {
        lines.add(String.format("  %-11s %s", name, entries.isEmpty() ? "nothing" : entries.get(0)));
        entries.stream().skip(1).forEach(entry -> lines.add(" ".repeat(14) + entry));
    }

    private static String title(Plan plan) {
        return plan.parts().size() == 1 ? title(plan, plan.parts().get(0))
                : plan.operation().name().toLowerCase(Locale.ROOT) + " " + plan.parts().size()
                        + " bundles together or none";
    }

    private static String title(Plan plan, Plan.Part part) {
        boolean both = part.from().isPresent() && part.to().isPresent();
        String versions = both ? part.from().get() + " to " + part.to().get() : part.to().or(part::from).orElse("");
        return plan.operation().name().toLowerCase(Locale.ROOT) + " " + part.plugin() + " " + versions;
    }

    private static @Nullable String table(Listing<?> listing) {
        if (listing.type() == PluginInfo.class) {
            return rows(listing, "no plugins", new Table("plugin", "version", "state", "bundle", ">id", "sessions"),
                    (table, element) -> plugin(table, (PluginInfo) element));
        }
        if (listing.type() == SessionStatus.class) {
            return listing.isEmpty() ? "no sessions"
                    : StatusText.table(listing.stream().map(SessionStatus.class::cast).toList()).stripTrailing();
        }
        if (listing.type() == Leak.class) {
            return listing.isEmpty() ? "no leaks: the class loaders of all removed versions were collected"
                    : listing.stream().map(element -> lines((Leak) element)).collect(Collectors.joining("\n"));
        }
        return rows(listing, "nothing has happened", new Table(">n", "time", "what", "details"),
                (table, element) -> history(table, (HistoryLine) element));
    }

    private static String rows(Listing<?> listing, String none, Table table,
            BiConsumer<Table, Object> row) {
        listing.forEach(element -> row.accept(table, element));
        return listing.isEmpty() ? none : table.toString().stripTrailing();
    }

    private static void plugin(Table table, PluginInfo plugin) {
        table.row(plugin.descriptor().id(), plugin.descriptor().version().toString(), plugin.state(),
                plugin.descriptor().bundle(), Long.toString(plugin.bundleId()), words(plugin.sessions()));
    }

    private static void history(Table table, HistoryLine line) {
        table.row(line.text("n"), line.time(), line.text("type"), line.details());
    }

    private static String words(List<String> words) {
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    private static String dash(String text) {
        return Optional.of(text).filter(present -> !present.isEmpty()).orElse("-");
    }
}
