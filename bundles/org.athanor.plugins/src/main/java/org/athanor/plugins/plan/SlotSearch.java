package org.athanor.plugins.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.RecordedPlugin;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.Session;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;

/**
 * Finds the sessions, slots and plugins that a subject means. Throws a {@link ProblemException} that says what there is
 * instead.
 *
 * @param container what is searched
 * @param subject what is meant
 */
record SlotSearch(Container container, Subject subject) {

    /** Returns the sessions in which the slot is filled: the one that is named, or all that run. */
    List<Session> sessionsWithSlot() {
        List<Session> sessions = sessions();
        List<Session> with = sessions.stream().filter(session -> binding(session).isPresent()).toList();
        if (with.isEmpty()) {
            throw sessions.isEmpty() ? problem(Kind.NOT_FOUND, "no session is running", "") : noSuchSlot(sessions);
        }
        return with;
    }

    /** Returns the session that is named, or all that run. */
    List<Session> sessions() {
        return named().map(List::of).orElseGet(container.running());
    }

    /** Returns the bundle that a plugin of a run came from. */
    InstalledPlugin installed(RecordedPlugin plugin) {
        return container.installed().all().stream().filter(each -> plugin.bundle().names(each.bundle()))
                .filter(each -> each.state().equals("active")).findFirst().orElseThrow(() -> problem(Kind.NOT_FOUND,
                        plugin.id() + " " + plugin.bundle().version() + ", which it held before, is not active",
                        "bring that version back first"));
    }

    /** Returns what a bundle declares of a plugin of a run. */
    PluginDescriptor descriptor(RecordedPlugin plugin) {
        return installed(plugin).plugins().stream().filter(each -> each.id().equals(plugin.id())).findFirst()
                .orElseThrow();
    }

    private ProblemException noSuchSlot(List<Session> sessions) {
        String slot = subject.slot().orElse("");
        if (sessions.stream().anyMatch(session -> session.slots().stream().anyMatch(each -> !each.many()
                && each.name().equals(slot)))) {
            return problem(Kind.USAGE, "the slot '" + slot + "' is empty", "fill it with plugin:add");
        }
        return problem(Kind.NOT_FOUND, "no session has the slot '" + slot + "'", Nearest.hint(slot, sessions.stream()
                .flatMap(session -> session.bindings().stream()).map(Session.Binding::slot).distinct().toList()));
    }

    /** Returns the session that is named, or the only one that runs. */
    Session onlySession() {
        List<Session> running = container.running().get();
        if (named().isEmpty() && running.size() != 1) {
            throw running.isEmpty() ? problem(Kind.NOT_FOUND, "no session is running", "")
                    : problem(Kind.USAGE, "several sessions are running", "name one with --session: "
                            + running.stream().map(Session::id).collect(Collectors.joining(", ")));
        }
        return named().orElseGet(() -> running.get(0));
    }

    private Optional<Session> named() {
        List<Session> running = container.running().get();
        return subject.session().map(id -> running.stream().filter(session -> session.id().equals(id)).findFirst()
                .orElseThrow(() -> problem(Kind.NOT_FOUND, "no session '" + id + "' is running",
                        Nearest.hint(id, running.stream().map(Session::id).toList()))));
    }

    /** Returns what is in the slot. */
    Optional<Session.Binding> binding(Session session) {
        return session.bindings().stream().filter(binding -> binding.slot().equals(subject.slot().orElse("")))
                .findFirst();
    }

    void checkRemovable(Session session, Session.Binding binding) {
        if (!binding.removable()) {
            throw problem(Kind.REFUSED, "session " + session.id() + " cannot do without " + binding.id(),
                    "put another plugin into the slot with plugin:use");
        }
    }

    void checkEmpty(Session session, String slot) {
        session.bindings().stream().filter(binding -> binding.slot().equals(slot)).findFirst().ifPresent(binding -> {
            throw problem(Kind.USAGE, "the slot '" + slot + "' of " + session.id() + " is filled already, with "
                    + binding.id(), "change it with plugin:use, or name another slot with --as");
        });
    }

    /**
     * Returns the bundle of the plugin for a slot that is filled: the one in it, when only its settings are to change.
     */
    InstalledPlugin plugin(Session.Binding binding) {
        Predicate<PluginDescriptor> ofKind = plugin -> plugin.kind().word().equals(binding.kind());
        Optional<InstalledPlugin> own = container.installed().all().stream()
                .filter(plugin -> binding.bundle().names(plugin.bundle()))
                .filter(plugin -> means(plugin, each -> each.id().equals(binding.id()))).findFirst();
        if (own.isPresent() && !subject.settings().isEmpty()) {
            return own.get();
        }
        InstalledPlugin newest = newest(ofKind, "no " + binding.kind() + ", which the slot '" + binding.slot()
                + "' is for");
        if (own.filter(plugin -> plugin.version().equals(newest.version())).isPresent()) {
            throw problem(Kind.USAGE, "the slot '" + binding.slot() + "' has " + newest + " already",
                    "give settings as key=value, or another plugin: " + names(ofKind));
        }
        return newest;
    }

    /** Returns the bundle of a plugin for one of these slots. */
    InstalledPlugin plugin(List<Session.SlotInfo> slots) {
        return newest(plugin -> slots.stream().anyMatch(slot -> slot.kind().equals(plugin.kind().word())),
                "of no kind that the session has a slot for");
    }

    private InstalledPlugin newest(Predicate<PluginDescriptor> fits, String otherwise) {
        List<InstalledPlugin> meant = container.installed().all().stream().filter(plugin -> means(plugin, each -> true))
                .toList();
        List<InstalledPlugin> fitting = meant.stream().filter(plugin -> means(plugin, fits)).toList();
        if (meant.isEmpty()) {
            throw problem(Kind.NOT_FOUND, "no plugin '" + subject.name() + "' is installed", Nearest.hint(
                    subject.name(), installed(fits).map(PluginDescriptor::name).distinct().toList()));
        }
        if (fitting.isEmpty()) {
            throw problem(Kind.REFUSED, meant.get(0).ids() + " is " + otherwise, "one of " + names(fits));
        }
        return fitting.stream().filter(plugin -> plugin.state().equals("active"))
                .max(Comparator.comparing(InstalledPlugin::version)).orElseThrow(() -> problem(Kind.REFUSED,
                        fitting.get(0) + " is installed but stopped", "start it: plugin:start "
                                + fitting.get(0).symbolicName()));
    }

    private boolean means(InstalledPlugin plugin, Predicate<PluginDescriptor> fits) {
        return plugin.plugins().stream().anyMatch(each -> fits.test(each) && (each.id().equals(subject.name())
                || each.name().equals(subject.name()) || plugin.symbolicName().equals(subject.name())));
    }

    private Stream<PluginDescriptor> installed(Predicate<PluginDescriptor> fits) {
        return container.installed().all().stream().flatMap(plugin -> plugin.plugins().stream()).filter(fits);
    }

    private String names(Predicate<PluginDescriptor> fits) {
        return installed(fits).map(PluginDescriptor::name).distinct().sorted().collect(Collectors.joining(", "));
    }

    /** Returns the plugin of a kind that is meant in a bundle. */
    PluginDescriptor descriptor(InstalledPlugin plugin, String kind) {
        return plugin.plugins().stream().filter(each -> each.kind().word().equals(kind)
                && (each.id().equals(subject.name()) || each.name().equals(subject.name())
                        || plugin.symbolicName().equals(subject.name()))).findFirst().orElseThrow();
    }

    /** Returns the slot of a session that a plugin belongs into: the one that is named, a row, or the only one. */
    Session.SlotInfo slot(Session session, InstalledPlugin plugin) {
        List<Session.SlotInfo> fitting = session.slots().stream().filter(slot -> means(plugin, each ->
                each.kind().word().equals(slot.kind()))).toList();
        return fitting.stream().filter(slot -> !slot.many() && slot.name().equals(subject.slot().orElse("")))
                .findFirst().or(() -> fitting.stream().filter(Session.SlotInfo::many).findFirst())
                .orElseGet(() -> {
                    Session.SlotInfo only = fitting.get(0);
                    subject.slot().filter(name -> !name.equals(only.name())).ifPresent(name -> {
                        throw problem(Kind.USAGE, "'" + name + "' is no slot for " + plugin.ids(), "its slot is '"
                                + only.name() + "'");
                    });
                    return only;
                });
    }

    private ProblemException problem(Kind kind, String what, String remedy) {
        return new ProblemException(Problem.of(kind, what, subject.toString(), remedy));
    }
}
