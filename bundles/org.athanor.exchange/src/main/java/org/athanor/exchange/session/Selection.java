package org.athanor.exchange.session;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.catalog.CatalogEntry;
import org.athanor.exchange.catalog.PluginCatalog;
import org.athanor.exchange.config.Choice;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.config.Setting;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.Slot;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.Work;

/** Finds the plugins that a run file chooses for the slots of a kind of work. Throws the first thing that is wrong. */
final class Selection {

    /** The key of a run file that lists plugins by name. */
    static final String PLUGINS = "plugins";
    /** The key of a run file that names the kind of work. */
    static final String WORK = "work";
    private static final String ENABLED = "enabled";

    private final Work work;
    private final Section root;
    private final PluginCatalog catalog;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();

    private Selection(Work work, Section root, PluginCatalog catalog) {
        this.work = work;
        this.root = root;
        this.catalog = catalog;
        sections.addAll(work.sections());
        sections.add(PLUGINS);
        sections.add(WORK);
    }

    /** Returns the slots in order, each with what fills it. */
    static List<Candidate> of(Work work, Section root, PluginCatalog catalog) {
        Selection selection = new Selection(work, root, catalog);
        selection.checkShape();
        work.slots().stream().filter(slot -> !slot.many()).forEach(selection::one);
        selection.rows();
        selection.checkSections();
        List<Candidate> chosen = List.copyOf(selection.candidates.values());
        selection.checkRules(chosen);
        return chosen;
    }

    private void checkShape() {
        for (Map.Entry<String, Setting> entry : root.settings().entrySet()) {
            if (!entry.getKey().equals(PLUGINS) && !entry.getKey().equals(WORK)
                    && !(entry.getValue().value() instanceof Section)) {
                throw problem("'" + entry.getKey() + "' must be a section", entry.getValue().where(),
                        "write '" + entry.getKey() + ": {key: value}'");
            }
        }
    }

    private void one(SlotDeclaration declared) {
        Section section = root.section(declared.name());
        sections.add(declared.name());
        if (!enabled(section)) {
            if (declared.mandatory()) {
                throw problem("'" + declared.name() + "' cannot be turned off: a " + work.name()
                        + " cannot do without", section.where(), "remove '" + ENABLED + "'");
            }
            return;
        }
        Optional<Choice> chosen = section.setting(declared.selector())
                .map(setting -> new Choice(String.valueOf(setting.value()), setting.where()));
        Optional<CatalogEntry> entry = chosen.isPresent()
                ? Optional.of(catalog.find(kind(declared), chosen.get()).unwrap()) : standard(declared, section);
        entry.ifPresent(found -> add(new Slot(declared.name(), declared), found,
                section.without(declared.selector())));
    }

    private PluginKind kind(SlotDeclaration declared) {
        return catalog.kinds().ofService(declared.service()).orElseThrow(() -> problem("the kind of plugin "
                + declared.service() + " is not there", declared.name(), "install the bundle that brings it"));
    }

    private Optional<CatalogEntry> standard(SlotDeclaration declared, Section section) {
        List<CatalogEntry> claims = claims(declared);
        List<String> names = claims.stream().map(claim -> claim.descriptor().name()).distinct().toList();
        if (names.size() > 1) {
            throw problem("several plugins would take part as '" + declared.name() + "': " + String.join(" and ",
                    names), section.where(), "choose one: '" + declared.name() + ": {" + declared.selector() + ": "
                            + names.get(0) + "}'");
        }
        if (names.isEmpty() && declared.mandatory()) {
            throw problem("nothing says which plugin is the '" + declared.name() + "'", section.where(),
                    "choose one: '" + declared.name() + ": {" + declared.selector() + ": ...}'");
        }
        return claims.isEmpty() ? Optional.empty()
                : catalog.find(kind(declared), new Choice(names.get(0), section.where())).toOptional();
    }

    private List<CatalogEntry> claims(SlotDeclaration declared) {
        return catalog.all().stream().filter(entry -> entry.descriptor().defaultFor()
                .contains(work.name() + ":" + declared.name())).toList();
    }

    private void rows() {
        Map<String, Choice> named = new LinkedHashMap<>();
        work.slots().stream().filter(SlotDeclaration::many).flatMap(row -> claims(row).stream())
                .forEach(entry -> named.putIfAbsent(entry.descriptor().name(),
                        new Choice(entry.descriptor().name(), root.where())));
        Map<String, Choice> under = new LinkedHashMap<>();
        String where = root.setting(PLUGINS).map(Setting::where).orElse(root.where());
        Object listed = root.setting(PLUGINS).map(Setting::value).orElse(List.of());
        for (Object item : listed instanceof List<?> list ? list : List.of(listed)) {
            NamedPlugin plugin = NamedPlugin.of(item, where);
            if (plugin.off()) {
                named.remove(plugin.name());
            }
            if (under.put((plugin.off() ? "-" : "") + plugin.slot(), new Choice(plugin.name(), where)) != null) {
                throw problem("the " + (plugin.slot().equals(plugin.name()) ? "plugin '" : "slot '") + plugin.slot()
                        + "' stands twice under 'plugins'", where, "remove one, or name its slot: {use: "
                                + plugin.name() + ", as: another-name}");
            }
            if (!plugin.off()) {
                named.remove(plugin.slot());
                named.put(plugin.slot(), new Choice(plugin.name(), where));
            }
        }
        named.forEach(this::row);
    }

    private void row(String name, Choice choice) {
        List<PluginKind> kinds = work.slots().stream().filter(SlotDeclaration::many).map(this::kind).toList();
        CatalogEntry entry = catalog.find(kinds, choice).unwrap();
        PluginDescriptor plugin = entry.descriptor();
        SlotDeclaration declared = row(work, plugin).orElseThrow();
        String key = name.equals(plugin.name()) ? plugin.configKey() : name;
        if (sections.contains(key) || candidates.containsKey(name)) {
            throw problem("the slot '" + name + "' has the name of another section", choice.where(),
                    "give it another name");
        }
        sections.add(key);
        Section section = root.section(key);
        if (enabled(section)) {
            add(new Slot(name, declared), entry, section);
        }
    }

    /** Returns the row that a plugin of this kind belongs into, or the one slot for it. */
    static Optional<SlotDeclaration> row(Work work, PluginDescriptor plugin) {
        return work.slots().stream().filter(slot -> slot.service().equals(plugin.kind().service()))
                .reduce((one, other) -> one.many() ? one : other);
    }

    private void add(Slot slot, CatalogEntry entry, Section section) {
        candidates.put(slot.name(), new Candidate(slot, entry.descriptor().kind().word(), entry.descriptor().name(),
                entry.bundle().getBundleId(), section.without(ENABLED)));
    }

    private static boolean enabled(Section section) {
        Optional<Setting> setting = section.setting(ENABLED);
        setting.filter(given -> !(given.value() instanceof Boolean)).ifPresent(given -> {
            throw problem("'" + section.name() + "." + ENABLED + "' cannot be " + given.value(), given.where(),
                    "give it true or false");
        });
        return setting.map(given -> (Boolean) given.value()).orElse(true);
    }

    private void checkSections() {
        for (Map.Entry<String, Setting> entry : root.settings().entrySet()) {
            if (!sections.contains(entry.getKey())) {
                throw problem("unknown section '" + entry.getKey() + "'", entry.getValue().where(),
                        Nearest.hint(entry.getKey(), sections)
                                + " (a plugin's section needs the plugin's name under 'plugins')");
            }
        }
    }

    private void checkRules(List<Candidate> chosen) {
        List<PluginDescriptor> descriptors = chosen.stream().map(candidate -> catalog.inBundle(candidate.kind(),
                candidate.plugin(), candidate.bundleId()).unwrap().descriptor()).toList();
        PluginDescriptor.violations(descriptors).stream().findFirst().ifPresent(rule -> {
            throw problem(rule, root.setting(PLUGINS).map(Setting::where).orElse(root.where()), "change 'plugins'");
        });
    }

    /** Returns the candidates as a place has them, each in the version that it names where that is installed. */
    static List<Candidate> at(Place place, Work work, List<Candidate> chosen,
            PluginCatalog catalog) {
        return place.slots().stream().map(slot -> at(slot, work, chosen, catalog)).toList();
    }

    /** Returns the candidate of a slot as it was, in the version that it names where that is installed. */
    static Candidate at(Place.Filled slot, Work work, List<Candidate> chosen, PluginCatalog catalog) {
        Choice choice = new Choice(slot.plugin(), "the checkpoint");
        PluginKind kind = catalog.kinds().ofWord(slot.kind()).orElseThrow(() -> problem("the run used a plugin of "
                + "the kind '" + slot.kind() + "', which nothing brings", slot.slot(), Nearest.hint(slot.kind(),
                        catalog.kinds().words())));
        CatalogEntry entry = catalog.find(slot.kind(), slot.plugin(), slot.bundle())
                .orElseGet(() -> catalog.find(kind, choice).unwrap());
        Slot known = chosen.stream().map(Candidate::slot).filter(each -> each.name().equals(slot.slot()))
                .findFirst().orElseGet(() -> new Slot(slot.slot(), row(work, entry.descriptor()).orElseThrow(() ->
                        problem("the work has no slot for a " + slot.kind(), slot.slot(), ""))));
        return new Candidate(known, slot.kind(), slot.plugin(), entry.bundle().getBundleId(),
                Section.of(slot.slot(), "the checkpoint", slot.settings()));
    }

    private static ProblemException problem(String what, String where, String remedy) {
        return new ProblemException(Problem.of(Kind.CONFIGURATION, what, where, remedy));
    }
}
