package org.athanor.itests.product;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.Attrs;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.athanor.itests.harness.Constants;
import org.athanor.itests.harness.Declared;
import org.athanor.itests.harness.Distribution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may know whom, over all classes of the distribution that are ours. What a bundle is follows from its manifest, so
 * a new bundle is under the rules from its first day.
 */
class ArchitectureIT {

    /** Which capabilities a manifest declares, and whether it exports packages, says what a bundle is. */
    private enum Role {
        /** Brings kinds of plugin: contracts only. */
        API,
        /** Holds plugins. */
        PLUGIN,
        /** Exports packages that are no contracts. */
        LIBRARY,
        /** Exports nothing: it is reached through services. */
        APPLICATION;

        /** Plugins compute with what we add to LibTorch; of the machinery they know the contracts alone. */
        boolean mayKnow(Role other, String bundle) {
            return switch (this) {
                case API -> other == API;
                case PLUGIN -> other == API || bundle.equals(TORCH);
                case LIBRARY, APPLICATION -> other == API || other == LIBRARY;
            };
        }
    }

    private static final String TORCH = "org.athanor.torch";
    private static final String EXCHANGE = "org.athanor.exchange";
    private static final String KIT = "org.athanor.conformance";
    private static final String MODEL = "org.athanor.api.model";
    /** What must serve any plugin, known or not. */
    private static final Set<String> CORE = Set.of("org.athanor.api", MODEL, "org.athanor.durable", EXCHANGE,
            "org.athanor.plugins", "org.athanor.routing", "org.athanor.shell", "org.athanor.training");
    /** Plugins with a name that any sentence may have; only whole texts and identifiers name them. */
    private static final Set<String> OF_ENGLISH = Set.of("byte", "console", "file", "memory", "text");
    /** Texts of the core that are equal to the name of a plugin and mean something else. */
    private static final Map<String, String> HOMONYMS = Map.of(
            "org/athanor/api/shell/Completion.class: file", "an argument that is the path of a file",
            "org/athanor/shell/gogo/CommandCompletion.class: file", "the same",
            "org/athanor/plugins/store/PluginSet.class: file", "the key of a path");
    /** The bundles that bring a kind of work. */
    private static final Set<String> WORKS = new TreeSet<>();
    /** The plugins of the distribution by name, by id, and by bundle. */
    private static final Set<String> PLUGINS = new TreeSet<>();
    /** The bundles that touch tensors. */
    private static final Set<String> TENSORS = new TreeSet<>(Set.of(TORCH, MODEL));
    private static final Map<String, Role> ROLES = new TreeMap<>();
    private static final Map<String, String> BUNDLE_BY_JAR = new HashMap<>();
    private static JavaClasses classes;

    @BeforeAll
    static void read() throws IOException {
        List<JarFile> jars = new ArrayList<>();
        Map<String, String> words = new HashMap<>();
        Map<Attrs, String> plugins = new HashMap<>();
        for (Path path : Stream.concat(Distribution.bundles().stream(), Distribution.launcher().stream()).toList()) {
            JarFile jar = new JarFile(path.toFile());
            jars.add(jar);
            Attributes headers = jar.getManifest().getMainAttributes();
            String name = headers.getValue("Bundle-SymbolicName");
            if (name != null && name.startsWith("org.athanor.")) {
                String bundle = name.replaceAll(";.*", "");
                Declared declared = Declared.of(jar);
                BUNDLE_BY_JAR.put(path.getFileName().toString(), bundle);
                ROLES.put(bundle, role(bundle, declared));
                if (declared.serves("org.athanor.exchange.work.Work")) {
                    WORKS.add(bundle);
                    TENSORS.add(bundle);
                }
                if (declared.all("athanor.plugin").stream().anyMatch(each -> each.get("kind").startsWith(MODEL))) {
                    TENSORS.add(bundle);
                }
                declared.all("athanor.kind").forEach(kind -> words.put(kind.get("service"), kind.get("word")));
                declared.all("athanor.plugin").forEach(plugin -> plugins.put(plugin, bundle));
            }
        }
        plugins.forEach((plugin, bundle) -> PLUGINS.addAll(List.of(bundle, plugin.get("name"),
                words.get(plugin.get("kind")) + ":" + plugin.get("name"))));
        classes = new ClassFileImporter().importJars(jars);
        for (JarFile jar : jars) {
            jar.close();
        }
    }

    private static Role role(String bundle, Declared declared) {
        boolean kinds = declared.provides("athanor.kind");
        boolean plugins = declared.provides("athanor.plugin");
        assertThat(plugins && (kinds || declared.exports())).as("%s is several things", bundle).isFalse();
        assertThat(kinds || plugins || declared.exports() || declared.provides("osgi.service"))
                .as("%s offers something", bundle).isTrue();
        return kinds ? Role.API : plugins ? Role.PLUGIN : declared.exports() ? Role.LIBRARY : Role.APPLICATION;
    }

    private static Role roleOf(String bundle) {
        return Optional.ofNullable(ROLES.get(bundle)).orElseThrow();
    }

    private static Optional<String> bundle(JavaClass type) {
        return type.getSource().map(source -> BUNDLE_BY_JAR.get(source.getUri().toString().replaceAll("!.*", "")
                .replaceAll(".*/", "")));
    }

    @Test
    void everyBundleIsOfOneRole() {
        assertThat(ROLES).containsEntry("org.athanor.api", Role.API).containsEntry("org.athanor.api.model", Role.API)
                .containsEntry("org.athanor.exchange", Role.LIBRARY)
                .containsEntry("org.athanor.training", Role.APPLICATION)
                .containsEntry("org.athanor.tokenizer.byte", Role.PLUGIN);
    }

    @Test
    void everyBundleKnowsOnlyWhatItsRoleAllows() {
        classes().should(new ArchCondition<JavaClass>("know only what the role of their bundle allows") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Optional<String> own = bundle(type).filter(ROLES::containsKey);
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    Optional<String> other = bundle(dependency.getTargetClass()).filter(ROLES::containsKey);
                    if (own.isPresent() && other.isPresent() && !own.equals(other)) {
                        boolean allowed = roleOf(own.get()).mayKnow(roleOf(other.get()), other.get());
                        events.add(new SimpleConditionEvent(type, allowed, own.get() + " knows " + other.get() + ": "
                                + dependency.getDescription()));
                    }
                }
            }
        }).check(classes);
    }

    /** Of the libraries, the manager and the shell know what is durable at most, and a work its machinery. */
    @Test
    void everyBundleStandsOnTheLibrariesBelowItAlone() {
        Map<String, Set<String>> known = new TreeMap<>();
        for (JavaClass type : classes) {
            Optional<String> own = bundle(type).filter(ROLES::containsKey);
            type.getDirectDependenciesFromSelf().forEach(dependency -> bundle(dependency.getTargetClass())
                    .filter(other -> own.isPresent() && !own.get().equals(other) && ROLES.get(other) == Role.LIBRARY)
                    .ifPresent(other -> known.computeIfAbsent(own.orElseThrow(), name -> new TreeSet<>()).add(other)));
        }
        known.forEach((bundle, libraries) -> assertThat(libraries).as(bundle).isSubsetOf(switch (bundle) {
            case EXCHANGE, "org.athanor.plugins" -> Set.of("org.athanor.durable");
            case "org.athanor.routing", KIT -> Set.of(EXCHANGE);
            case "org.athanor.demo" -> Set.of(KIT);
            default -> ROLES.get(bundle) == Role.PLUGIN ? Set.of(TORCH) : WORKS.contains(bundle)
                    ? Set.of(EXCHANGE, "org.athanor.routing", TORCH) : Set.of();
        }));
        assertThat(WORKS).allSatisfy(work -> assertThat(known.get(work)).contains(EXCHANGE));
    }

    @Test
    void theCoreNamesNoPlugin() {
        assertThat(PLUGINS).contains("gpt", "tokenizer:byte", "org.athanor.patcher.lora").containsAll(OF_ENGLISH);
        Set<String> named = new TreeSet<>();
        for (String bundle : CORE) {
            Constants.of(Distribution.bundle(bundle)).forEach((type, texts) -> {
                // What a bundle carries of others is not ours.
                if (type.startsWith("org/athanor/")) {
                    PLUGINS.stream().filter(plugin -> texts.stream().anyMatch(text -> names(text, plugin)))
                            .forEach(plugin -> named.add(type + ": " + plugin));
                }
            });
        }
        assertThat(named).isEqualTo(HOMONYMS.keySet());
    }

    private static boolean names(String text, String plugin) {
        return text.equals(plugin) || (!OF_ENGLISH.contains(plugin)
                && Pattern.compile("(?<![\\w.-])" + Pattern.quote(plugin) + "(?![\\w-])").matcher(text).find());
    }

    /** The kinds of {@code org.athanor.api.model} touch tensors, and so may their plugins and a work that uses them. */
    @Test
    void onlyWhatTouchesTensorsKnowsLibTorch() {
        noClasses().that(describe("are of a bundle that runs without LibTorch", (JavaClass type) ->
                bundle(type).filter(ROLES::containsKey).filter(bundle -> !TENSORS.contains(bundle)).isPresent()))
                .should().dependOnClassesThat(resideInAnyPackage("org.bytedeco..", MODEL + "..", TORCH + ".."))
                .check(classes);
    }

    @Test
    void nobodyPrintsToTheStreamsOfTheProcess() {
        noClasses().that(resideInAnyPackage("org.athanor..")
                .and(describe("are not the launcher, which owns the streams",
                        (JavaClass type) -> !type.getPackageName().equals("org.athanor.launcher"))))
                .should().accessField(System.class, "out").orShould().accessField(System.class, "err").check(classes);
    }

    @Test
    void nobodySleepsExceptWhatShowsThingsToAPersonFromTimeToTime() {
        noClasses().that(resideInAnyPackage("org.athanor..")
                .and(not(resideInAnyPackage("org.athanor.shell.command", "org.athanor.demo"))))
                .should().callMethod(Thread.class, "sleep", long.class).check(classes);
    }
}
