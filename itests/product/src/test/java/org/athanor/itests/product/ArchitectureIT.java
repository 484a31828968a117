package org.athanor.itests.product;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
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
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
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
    private static final Map<String, Role> ROLES = new TreeMap<>();
    private static final Map<String, String> BUNDLE_BY_JAR = new HashMap<>();
    private static JavaClasses classes;

    @BeforeAll
    static void read() throws IOException {
        List<JarFile> jars = new ArrayList<>();
        for (Path path : Stream.concat(Distribution.bundles().stream(), Distribution.launcher().stream()).toList()) {
            JarFile jar = new JarFile(path.toFile());
            jars.add(jar);
            Attributes headers = jar.getManifest().getMainAttributes();
            String name = headers.getValue("Bundle-SymbolicName");
            if (name != null && name.startsWith("org.athanor.")) {
                BUNDLE_BY_JAR.put(path.getFileName().toString(), name.replaceAll(";.*", ""));
                ROLES.put(name.replaceAll(";.*", ""), role(jar, headers));
            }
        }
        classes = new ClassFileImporter().importJars(jars);
        for (JarFile jar : jars) {
            jar.close();
        }
    }

    private static Role role(JarFile jar, Attributes headers) {
        String capabilities = headers.getValue("Provide-Capability") == null ? ""
                : headers.getValue("Provide-Capability");
        boolean kinds = capabilities.contains("athanor.kind;");
        boolean plugins = capabilities.contains("athanor.plugin;");
        boolean exports = headers.getValue("Export-Package") != null;
        assertThat(plugins && (kinds || exports)).as("%s is one thing only", jar.getName()).isFalse();
        return kinds ? Role.API : plugins ? Role.PLUGIN : exports ? Role.LIBRARY : Role.APPLICATION;
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

    @Test
    void onlyWhatTouchesTensorsKnowsLibTorch() {
        noClasses().that(describe("are of a bundle that runs without LibTorch", (JavaClass type) ->
                bundle(type).filter(Set.of("org.athanor.api", "org.athanor.durable", "org.athanor.exchange",
                        "org.athanor.routing", "org.athanor.plugins")::contains).isPresent()))
                .should().dependOnClassesThat(resideInAnyPackage("org.bytedeco..", "org.athanor.api.model..",
                        "org.athanor.torch..")).check(classes);
    }

    @Test
    void theStateOfASessionHoldsNoPlugin() {
        fields().that().areDeclaredInClassesThat(describe("are the state of a session", (JavaClass type) ->
                type.getPackageName().equals("org.athanor.training.state")
                        || type.getName().equals("org.athanor.exchange.swap.SessionState")))
                .should(new ArchCondition<JavaField>("not be of a type that plugins implement") {
                    @Override
                    public void check(JavaField field, ConditionEvents events) {
                        boolean service = field.getType().getAllInvolvedRawTypes().stream()
                                .anyMatch(type -> type.isAnnotatedWith("org.athanor.api.plugin.AthanorKind"));
                        events.add(new SimpleConditionEvent(field, !service, field.getDescription() + " is of "
                                + field.getType().getName()));
                    }
                }).check(classes);
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
